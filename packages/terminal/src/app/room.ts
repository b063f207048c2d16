/** The frame, as the screens inside see it: where to go, what lies on top, what is told in passing. */
import type { Audience } from '@comrad/client'
import { createContext, type ReactNode, useContext } from 'react'

export type Route =
  | { readonly screen: 'feed' }
  | { readonly screen: 'thread'; readonly post: string }
  | { readonly screen: 'messages' }
  | { readonly screen: 'talk'; readonly name: string }
  | { readonly screen: 'contacts' }
  | { readonly screen: 'profile'; readonly name?: string | undefined }
  | { readonly screen: 'search' }
  | { readonly screen: 'settings' }
  | { readonly screen: 'status' }

export type ReplyTo = { readonly post: string; readonly author: string; readonly to: Audience }

export type Room = {
  go(route: Route): void
  back(): void
  /** On top of everything, until it is closed. */
  show(dialog: ReactNode): void
  close(): void
  /** A line below, until the next one or for a while. */
  tell(words: string): void
}

const RoomContext = createContext<Room | undefined>(undefined)
export const RoomProvider = RoomContext.Provider

/** Whether this is behind the lock, where the rooms and their keys are. */
export const useIsInRoom = (): boolean => useContext(RoomContext) !== undefined

export function useRoom(): Room {
  const room = useContext(RoomContext)
  if (!room) throw new Error('outside of the frame')
  return room
}
