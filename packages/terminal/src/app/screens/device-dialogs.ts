/** The locks of this device, and a copy of what is behind them. */
import { err } from '@comrad/protocol'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../dialog.ts'
import { Form, type Values } from '../form.ts'
import { h } from '../h.ts'
import { paragraph } from '../line.ts'
import { drawStrength, passphraseFields, passphraseOf } from '../passphrase-fields.ts'
import { useRoom } from '../room.ts'
import { useAct, useSurroundings } from '../surroundings.ts'
import { phraseLines } from './phrase.ts'

type Closing = { onClose(): void }

export function ChangePassphrase({ onClose }: Closing): ReactNode {
  const { say, house, columns, plain } = useSurroundings()
  const room = useRoom()
  const change = useAct((values: Values) => {
    const to = passphraseOf(values, say)
    return to.ok ? house.changePassphrase(values['from'] ?? '', to.value) : to
  })
  return h(
    Dialog,
    { title: say.changePassphrase, onClose },
    h(Form, {
      fields: [
        { name: 'from', label: say.oldPassphrase, kind: 'secret' },
        ...passphraseFields(say, say.newPassphrase),
      ],
      action: say.save,
      isBusy: change.isBusy,
      busyWords: say.loading,
      trouble: change.trouble,
      under: (name, values) =>
        name === 'passphrase' ? drawStrength(values, { house, say, columns, plain }) : [],
      onCancel: onClose,
      async onSubmit(values) {
        const isDone = await change.run(values)
        if (isDone) onClose()
        if (isDone) room.tell(say.passphraseChanged)
        return isDone
      },
    }),
  )
}

export function ShowPhrase({ onClose }: Closing): ReactNode {
  const { say, house, columns } = useSurroundings()
  const [phrase, setPhrase] = useState<string>()
  const show = useAct(async (passphrase: string) => {
    const shown = await house.phrase(passphrase)
    if (shown.ok) setPhrase(shown.value)
    return shown
  })
  if (phrase !== undefined) {
    const lines = [...paragraph(say.phraseWhy, { columns }), [], ...phraseLines(phrase, columns)]
    return h(Dialog, { title: say.phraseTitle, lines, onClose })
  }
  return h(
    Dialog,
    { title: say.phraseTitle, onClose },
    h(Form, {
      fields: [{ name: 'passphrase', label: say.oldPassphrase, kind: 'secret' }],
      action: say.phraseShow,
      isBusy: show.isBusy,
      busyWords: say.loading,
      trouble: show.trouble,
      onCancel: onClose,
      onSubmit: ({ passphrase = '' }) => show.run(passphrase),
    }),
  )
}

export function WipingPassphrase({ onClose }: Closing): ReactNode {
  const { say, house, columns } = useSurroundings()
  const room = useRoom()
  const [wish, setWish] = useState('set')
  const set = useAct((values: Values) => {
    if (values['wish'] === 'away') return house.setWipingPassphrase(undefined)
    const passphrase = passphraseOf(values, say)
    return passphrase.ok ? house.setWipingPassphrase(passphrase.value) : passphrase
  })
  const choice = {
    ...{ name: 'wish', label: say.wipingPassphrase, kind: 'choice' as const, value: 'set' },
    choices: [['set', say.wipingSet] as const, ['away', say.wipingRemove] as const],
  }
  return h(
    Dialog,
    { title: say.wipingPassphrase, lines: paragraph(say.wipingWhy, { columns }), onClose },
    h(Form, {
      // Taking it away is chosen: no number of empty fields does it.
      fields: wish === 'away' ? [choice] : [choice, ...passphraseFields(say)],
      action: wish === 'away' ? say.wipingRemove : say.wipingSet,
      isBusy: set.isBusy,
      busyWords: say.loading,
      trouble: set.trouble,
      onValues: (values) => setWish(values['wish'] ?? 'set'),
      onCancel: onClose,
      async onSubmit(values) {
        const isDone = await set.run(values)
        if (isDone) onClose()
        if (isDone) room.tell(say.done)
        return isDone
      },
    }),
  )
}

export function SaveBackup({ onClose }: Closing): ReactNode {
  const { say, house, columns, files } = useSurroundings()
  const room = useRoom()
  const save = useAct(async (path: string) => {
    const saved = await house.exportBackup(files.place(path))
    const isUnwritable = !saved.ok && saved.error.type === 'backup-unwritable'
    return isUnwritable ? err(say.fileUnwritable(path)) : saved
  })
  const lines = [
    ...paragraph(say.backupWhy, { columns }),
    ...paragraph(say.backupImportWhy, { columns, style: { dim: true } }),
  ]
  return h(
    Dialog,
    { title: say.backupExport, lines, onClose },
    h(Form, {
      fields: [{ name: 'path', label: say.backupTo, kind: 'text', value: 'comrad.backup' }],
      action: say.save,
      isBusy: save.isBusy,
      busyWords: say.loading,
      trouble: save.trouble,
      onCancel: onClose,
      async onSubmit({ path = '' }) {
        const isDone = await save.run(path.trim())
        if (isDone) onClose()
        if (isDone) room.tell(say.backupSaved(path.trim()))
        return isDone
      },
    }),
  )
}
