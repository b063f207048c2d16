/** One of one's own two faces: a few words, and a photo from a file. */
import type { Audience, FaceView } from '@comrad/client'
import { TEXT_CODE_POINTS } from '@comrad/protocol'
import type { ReactNode } from 'react'
import { Dialog, Either } from '../dialog.ts'
import { Form, type Values } from '../form.ts'
import { h } from '../h.ts'
import { useSurroundings } from '../surroundings.ts'
import { useLook } from './use-look.ts'

const AWAY = '-'

type EditFaceProps = {
  readonly audience: Audience
  readonly face: FaceView | undefined
  onClose(): void
}

export function EditFace({ audience, face, onClose }: EditFaceProps): ReactNode {
  const { say, house } = useSurroundings()
  const edit = useLook({
    ...{ action: say.save, isPhoto: true },
    send(values, image) {
      const photo = pathOf(values) === AWAY ? null : image
      const changed = { text: values['text'] ?? '', ...(photo !== undefined && { photo }) }
      return house.comrad()?.editProfile({ [audience]: changed })
    },
  })
  const dialog = h(
    Dialog,
    { title: audience === 'world' ? say.worldFace : say.trustedFace, onClose },
    h(Form, {
      fields: [
        {
          ...{ name: 'text', label: say.aboutYou, kind: 'area' as const, value: face?.text ?? '' },
          ...{ most: TEXT_CODE_POINTS, isOptional: true },
        },
        { name: 'photo', label: say.photoPath, kind: 'text', isOptional: true, help: say.photoHelp },
      ],
      action: say.save,
      isActive: !edit.preview,
      isBusy: edit.isBusy,
      busyWords: say.loading,
      trouble: edit.trouble,
      onCancel: onClose,
      onSubmit: async (values) => {
        const path = pathOf(values)
        const isDone = await edit.submit(values, path === AWAY ? '' : path)
        if (isDone) onClose()
        return isDone
      },
    }),
  )
  return h(Either, { over: edit.preview }, dialog)
}

const pathOf = (values: Values): string => (values['photo'] ?? '').trim()
