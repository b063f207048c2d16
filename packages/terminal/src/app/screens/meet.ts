/** Asking somebody to meet, by name. */
import type { MeetingProgress, Words } from '@comrad/client'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../dialog.ts'
import { drawWordsBox } from '../draw.ts'
import { Form, type Values } from '../form.ts'
import { h } from '../h.ts'
import { useAct, useSurroundings } from '../surroundings.ts'

export function Meet({ name = '', onClose }: { readonly name?: string; onClose(): void }): ReactNode {
  const { say, columns, house } = useSurroundings()
  const [step, setStep] = useState<MeetingProgress['step']>()
  const [answer, setAnswer] = useState<Words>()
  const meet = useAct(async (values: Values) => {
    const met = await house
      .comrad()
      ?.meet((values['name'] ?? '').trim(), values['greeting'] ?? '', ({ step: next }) => setStep(next))
    if (met?.ok) setAnswer(met.value.words)
    return met
  })
  if (answer) return h(Dialog, { title: say.meet, lines: drawWordsBox(answer, columns, say, false), onClose })
  return h(
    Dialog,
    { title: say.meet, onClose },
    h(Form, {
      fields: [
        { name: 'name', label: say.meetName, kind: 'text', value: name },
        { name: 'greeting', label: say.meetGreeting, kind: 'text', isOptional: true },
      ],
      action: say.meetAsk,
      isBusy: meet.isBusy,
      busyWords: step === undefined ? say.loading : say.meetSteps[step],
      trouble: meet.trouble,
      onCancel: onClose,
      onSubmit: meet.run,
    }),
  )
}
