/** Signs of few strokes, drawn here: nothing is fetched. */
import type { ReactNode } from 'react'

export type IconName =
  | 'feed'
  | 'messages'
  | 'contacts'
  | 'profile'
  | 'search'
  | 'settings'
  | 'status'
  | 'up'
  | 'down'
  | 'reply'
  | 'image'
  | 'trash'
  | 'lock'
  | 'back'
  | 'timer'
  | 'close'
  | 'recount'

const DRAWN: Readonly<Record<IconName, ReactNode>> = {
  feed: <path d="M3 9v6h4l12 5V4L7 9zM7 15v5h4" />,
  messages: <path d="M3 5h18v12H10l-5 4v-4H3z" />,
  contacts: <path d="M8 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM1 21c0-5 3-7 7-7s7 2 7 7M17 4l4 4-4 4" />,
  profile: <path d="M12 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM2 22c1-6 5-8 10-8s9 2 10 8" />,
  search: <path d="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM15 15l7 7" />,
  settings: <path d="M3 6h18M3 12h18M3 18h18M8 3v6M16 9v6M7 15v6" />,
  status: <path d="M3 20h4v-6H3zM10 20h4V9h-4zM17 20h4V4h-4z" />,
  up: <path d="M12 4 3 15h18z" />,
  down: <path d="M12 20 3 9h18z" />,
  reply: <path d="M9 5 3 11l6 6M3 11h11c5 0 7 3 7 8" />,
  image: <path d="M3 4h18v16H3zM3 16l5-5 5 5 3-3 5 5" />,
  trash: <path d="M4 6h16M9 6V3h6v3M6 6l1 15h10l1-15" />,
  lock: <path d="M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4" />,
  back: <path d="M14 4l-8 8 8 8M6 12h15" />,
  timer: <path d="M12 22a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 8v5h5M9 1h6" />,
  close: <path d="M4 4l16 16M20 4 4 20" />,
  recount: <path d="M3 5h10M3 12h7M3 19h10M13 14l3 4 6-10" />,
}

const TURNS: ReadonlySet<IconName> = new Set(['back', 'reply', 'feed'])

export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinejoin="miter"
      aria-hidden="true"
      className={TURNS.has(name) ? 'turns' : undefined}
    >
      {DRAWN[name]}
    </svg>
  )
}
