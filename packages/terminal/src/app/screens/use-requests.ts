/** Yes and no to those who ask. Only what was seen asking is answered, and who was declined can still be accepted. */
import type { ContactView } from '@comrad/client'
import { useRoom } from '../room.ts'
import { useAttempt, useSurroundings } from '../surroundings.ts'

type Contact = ContactView | undefined

export function useRequests() {
  const { house, say } = useSurroundings()
  const room = useRoom()
  const attempt = useAttempt()
  const decline = (contact: Contact, { tell }: { readonly tell: boolean }) => {
    if (!contact?.acts.includes('decline')) return false
    const { name } = contact
    void attempt(() => house.comrad()?.decline(name, { tell })).then(
      (isDone) => isDone && room.tell(tell ? say.declinedTold(name) : say.declined),
    )
    return true
  }
  return {
    accept(contact: Contact) {
      if (!contact?.acts.includes('accept')) return false
      const { name } = contact
      void attempt(() => house.comrad()?.accept(name)).then(
        (isDone) => isDone && room.tell(say.accepted(name)),
      )
      return true
    },
    decline: (contact: Contact) => decline(contact, { tell: false }),
    declineAndTell: (contact: Contact) => decline(contact, { tell: true }),
  }
}
