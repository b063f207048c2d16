/** A post in the making. */
import type { Audience } from '@comrad/client'
import { EXPIRY_CHOICES } from '@comrad/client/choices'
import { EXPIRY_DAYS, TEXT_CODE_POINTS } from '@comrad/protocol'
import type { ReactNode } from 'react'
import { Dialog, Either } from '../dialog.ts'
import { Form } from '../form.ts'
import { h } from '../h.ts'
import { type Line, paragraph } from '../line.ts'
import { type ReplyTo, useRoom } from '../room.ts'
import { useSurroundings } from '../surroundings.ts'
import { useLook } from './use-look.ts'

export function Compose({ replyTo, onClose }: { readonly replyTo?: ReplyTo; onClose(): void }): ReactNode {
  const { say, house, columns, rows } = useSurroundings()
  const room = useRoom()
  const publish = useLook({
    action: say.publish,
    send: (values, image) =>
      house.comrad()?.post({
        to: (replyTo?.to ?? values['to']) as Audience,
        text: values['text'] ?? '',
        expiresDays: Number(values['days']),
        ...(image && { image }),
        ...(replyTo && { replyTo: replyTo.post }),
      }),
  })
  const help = (to: string): readonly Line[] =>
    paragraph(to === 'world' ? say.toWorldHelp : say.toTrustedHelp, {
      columns,
      first: '  ',
      indent: '  ',
      style: { dim: true },
    })
  const dialog = h(
    Dialog,
    { title: replyTo ? say.replyTo(replyTo.author) : say.write, onClose },
    h(Form, {
      fields: [
        {
          ...{ name: 'text', label: say.writePost, kind: 'area' as const, most: TEXT_CODE_POINTS },
          ...{ rows: Math.max(2, rows - 16), draft: replyTo ? `reply/${replyTo.post}` : 'post' },
        },
        ...(replyTo
          ? []
          : [
              {
                ...{ name: 'to', label: say.to, kind: 'choice' as const, value: 'world' },
                choices: [['world', say.toWorld] as const, ['trusted', say.toTrusted] as const],
              },
            ]),
        {
          ...{ name: 'days', label: say.expires, kind: 'choice' as const, value: String(EXPIRY_DAYS.usual) },
          choices: EXPIRY_CHOICES.map((days) => [String(days), say.expiresDays(days)] as const),
        },
        { name: 'image', label: say.imagePath, kind: 'text', isOptional: true, help: say.imageHelp },
      ],
      action: say.publish,
      isActive: !publish.preview,
      isBusy: publish.isBusy,
      busyWords: say.publishing,
      trouble: publish.trouble,
      isTight: true,
      under: (name, values) =>
        name === 'to' || (name === 'text' && replyTo) ? help(replyTo?.to ?? values['to'] ?? '') : [],
      onCancel: onClose,
      onSubmit: async (values) => {
        if (!(await publish.submit(values, values['image'] ?? ''))) return false
        onClose()
        room.tell(say.published)
        return true
      },
    }),
  )
  return h(Either, { over: publish.preview }, dialog)
}
