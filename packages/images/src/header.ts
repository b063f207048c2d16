/** What a file's headers say of the picture in it. */

/** How the picture must be turned to stand upright: 1–8 as EXIF counts. */
export type Orientation = number

export type Header = { readonly width: number; readonly height: number; readonly orientation: Orientation }

/** Called as soon as the size is known, and throws if it is too much: what is cut off may promise too much too. */
export type CheckSize = (width: number, height: number) => void
