/** Where in the window a person is. Kept in memory only: a window that is opened again begins at the feed. */
import { createContext, useContext } from 'react'

export type Route =
  | { readonly screen: 'feed' }
  | { readonly screen: 'thread'; readonly post: string }
  /** `letter`: to be shown, wherever in the conversation it is. */
  | { readonly screen: 'messages'; readonly name?: string; readonly letter?: string }
  | { readonly screen: 'contacts' }
  | { readonly screen: 'profile'; readonly name?: string }
  | { readonly screen: 'search' }
  | { readonly screen: 'settings' }
  | { readonly screen: 'status' }

export type Going = {
  readonly route: Route
  /** This place was left before, and is come back to: it is to be as it was. */
  readonly isBack: boolean
  /** What places were like when they were left. It goes when the window is locked. */
  readonly kept: Map<string, unknown>
  go(route: Route): void
  back(): void
  /** Opens the dialog to write a post, or a reply to one. */
  write(replyTo?: { readonly post: string; readonly author: string; readonly to: 'world' | 'trusted' }): void
  showShortcuts(): void
}

const GoingContext = createContext<Going | undefined>(undefined)
export const GoingProvider = GoingContext.Provider

export function useGoing(): Going {
  const going = useContext(GoingContext)
  if (!going) throw new Error('not inside the window')
  return going
}
