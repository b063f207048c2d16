/** When messages of a conversation disappear, and the end of one. */
import { TIMER_CHOICES } from '@comrad/client/choices'
import type { ReactNode } from 'react'
import { Dialog } from '../dialog.ts'
import { Form, type Values } from '../form.ts'
import { h } from '../h.ts'
import { paragraph } from '../line.ts'
import { useAct, useComrad, useSurroundings } from '../surroundings.ts'

export function Timer({ name, onClose }: { readonly name: string; onClose(): void }): ReactNode {
  const { say, columns, house } = useSurroundings()
  const contact = useComrad((comrad) => comrad.contact(name), [name])
  const now = contact?.ok ? contact.value.timer : 0
  const set = useAct((values: Values) => house.comrad()?.setTimer(name, Number(values['seconds'])))
  const choices = [...new Set([...TIMER_CHOICES, now])].map(
    (one) => [String(one), one === 0 ? say.timerOff : say.timerAfter(say.span(one * 1_000))] as const,
  )
  return h(
    Dialog,
    { title: say.timer, lines: paragraph(say.timerBoth, { columns }), onClose },
    h(Form, {
      fields: [{ name: 'seconds', label: say.timer, kind: 'choice', value: String(now), choices }],
      action: say.save,
      isBusy: set.isBusy,
      trouble: set.trouble,
      onCancel: onClose,
      onSubmit: async (values) => {
        const isSet = await set.run(values)
        if (isSet) onClose()
        return isSet
      },
    }),
  )
}

type DeleteProps = { readonly name: string; onClose(): void; onDone(): void }

export function DeleteTalk({ name, onClose, onDone }: DeleteProps): ReactNode {
  const { say, columns, house } = useSurroundings()
  const remove = useAct(() => house.comrad()?.deleteConversation(name))
  const run = async () => {
    if (!(await remove.run())) return
    onClose()
    onDone()
  }
  return h(Dialog, {
    title: `${say.deleteConversation}: ${name}`,
    lines: paragraph(say.deleteConversationWhy, { columns }),
    acts: [{ key: 'enter', words: say.acts.posts.remove, run }],
    onClose,
  })
}
