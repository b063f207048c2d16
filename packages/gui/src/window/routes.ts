/** Where in the window a person is. Kept in memory only: a window that is opened again begins at the feed. */
import { createContext, useContext } from 'react'

export type Route =
  | { readonly screen: 'feed' }
  | { readonly screen: 'thread'; readonly post: string }
  | { readonly screen: 'messages'; readonly name?: string }
  | { readonly screen: 'contacts' }
  | { readonly screen: 'profile'; readonly name?: string }
  | { readonly screen: 'search' }
  | { readonly screen: 'settings' }
  | { readonly screen: 'status' }

export type Going = {
  readonly route: Route
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
