/** Node runs these files as they are, so there is no JSX in them: `h` is what JSX would be turned into. */
export { createElement as h } from 'react'
