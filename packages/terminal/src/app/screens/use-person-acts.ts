/** What one can do with a person: trust, compare, mute, block. What the other side would notice is asked first. */
import type { ContactView, PersonAct, ProfileView } from '@comrad/client'
import { Sure } from '../dialog.ts'
import { h } from '../h.ts'
import { paragraph } from '../line.ts'
import { useRoom } from '../room.ts'
import { type Doing, useAttempt, useSurroundings } from '../surroundings.ts'
import { Verify } from './verify.ts'

/** Does it, and says that it is done; what the other side would notice is asked first. */
function useAsked() {
  const { say, columns } = useSurroundings()
  const room = useRoom()
  const attempt = useAttempt()
  const run = async (doing: Doing) => {
    if (await attempt(doing)) room.tell(say.done)
  }
  const sure = (title: string, yes: string, why: string, act: Doing) =>
    room.show(
      h(Sure, {
        ...{ title, why: paragraph(why, { columns }), yes, onClose: room.close },
        onYes: () => run(act),
      }),
    )
  return { run, sure }
}

/** Anybody, also a stranger. */
export function useBlock() {
  const { house, say } = useSurroundings()
  const { run, sure } = useAsked()
  const comrad = house.comrad()
  return (name: string, isBlocked: boolean) =>
    isBlocked
      ? run(() => comrad?.unblock(name))
      : sure(`${say.block}: ${name}`, say.block, say.blockWhy(name), () => comrad?.block(name))
}

export function usePersonActs({ name, muted, blocked }: ProfileView, contact: ContactView | undefined) {
  const { house, say } = useSurroundings()
  const room = useRoom()
  const { run, sure } = useAsked()
  const block = useBlock()
  const comrad = house.comrad()
  const can = (act: PersonAct) => contact?.acts.includes(act)
  const trust = () =>
    contact?.trusted
      ? sure(`${say.untrust}: ${name}`, say.untrust, say.untrustWhy, () => comrad?.untrust(name))
      : sure(`${say.trust}: ${name}`, say.trust, say.trustWhy, () => comrad?.trust(name))
  return {
    verify: can('verify') && (() => room.show(h(Verify, { name, onClose: room.close }))),
    trust: can('trust') && trust,
    mute: () =>
      muted
        ? run(() => comrad?.unmute(name))
        : sure(`${say.mute}: ${name}`, say.mute, say.muteWhy, () => comrad?.mute(name)),
    block: () => block(name, blocked),
  }
}
