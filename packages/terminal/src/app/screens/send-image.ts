/** An image as a message, from a file, with a few words or none. */
import { TEXT_CODE_POINTS } from '@comrad/protocol'
import type { ReactNode } from 'react'
import { Dialog, Either } from '../dialog.ts'
import { Form } from '../form.ts'
import { h } from '../h.ts'
import { useSurroundings } from '../surroundings.ts'
import { useLook } from './use-look.ts'

type SendImageProps = { readonly name: string; onClose(): void; onSent(): void }

export function SendImage({ name, onClose, onSent }: SendImageProps): ReactNode {
  const { say, house } = useSurroundings()
  const send = useLook({
    action: say.send,
    send: ({ text = '' }, image) => house.comrad()?.send(name, text, image),
  })
  const dialog = h(
    Dialog,
    { title: say.sendImage(name), onClose },
    h(Form, {
      fields: [
        { name: 'path', label: say.imagePath, kind: 'text', help: say.imageHelp },
        {
          ...{ name: 'text', label: say.withWords, kind: 'area' as const, rows: 3, isOptional: true },
          most: TEXT_CODE_POINTS,
        },
      ],
      action: say.send,
      isActive: !send.preview,
      isBusy: send.isBusy,
      busyWords: say.loading,
      trouble: send.trouble,
      onCancel: onClose,
      async onSubmit(values) {
        const isSent = await send.submit(values, values['path'] ?? '')
        if (isSent) onClose()
        if (isSent) onSent()
        return isSent
      },
    }),
  )
  return h(Either, { over: send.preview }, dialog)
}
