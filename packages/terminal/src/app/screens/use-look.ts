/** An image is looked at before it goes anywhere: as it will be sent, which is not quite what is in the file. */
import type { ComradError, PreparedImage, Words } from '@comrad/client'
import { type Bytes, err, ok, type Result } from '@comrad/protocol'
import { type ReactNode, useRef, useState } from 'react'
import type { Values } from '../form.ts'
import { h } from '../h.ts'
import { LAYERS, Layer } from '../keyboard.ts'
import { useAct, useSurroundings } from '../surroundings.ts'
import { useFile } from '../use-file.ts'
import { Picture } from './picture.ts'

type Found = { readonly file: Bytes; readonly picture: PreparedImage }
type Sending = Promise<Result<unknown, ComradError | Words> | undefined> | undefined

type Look = {
  /** What Enter does below the image. */
  readonly action: string
  /** It will be the middle of it, as a square. */
  readonly isPhoto?: boolean
  send(values: Values, image: Bytes | undefined): Sending
}

/** `preview` stands in place of the form while there is one. `submit` answers when it was sent, or was not to be. */
export function useLook({ action, isPhoto = false, send }: Look) {
  const { say, house, prepare } = useSurroundings()
  const readFile = useFile()
  const found = useRef<Found>(undefined)
  const [shown, setShown] = useState<Found & { decide(isRight: boolean): void }>()
  const reading = useAct(async (path: string): Promise<Result<void, Words>> => {
    found.current = undefined
    const file = await readFile(path)
    if (!file.ok) return file
    if (!file.value) return ok(undefined)
    const picture = await prepare(file.value, { isPhoto })
    if (!picture.ok) return err(house.speech().images[picture.error.type])
    found.current = { file: file.value, picture: picture.value }
    return ok(undefined)
  })
  const sending = useAct(send)
  const submit = async (values: Values, path: string): Promise<boolean> => {
    if (!(await reading.run(path))) return false
    const looked = found.current
    if (!looked) return sending.run(values, undefined)
    const isRight = await new Promise<boolean>((decide) => setShown({ ...looked, decide }))
    setShown(undefined)
    return isRight && sending.run(values, looked.file)
  }
  const preview: ReactNode =
    shown &&
    h(
      Layer,
      { value: ABOVE_A_DIALOG },
      h(Picture, {
        ...{ author: say.you, size: shown.picture, title: say.lookFirst },
        load: async () => ok(shown.picture.bytes),
        acts: [{ key: 'enter', words: action, run: () => shown.decide(true) }],
        onClose: () => shown.decide(false),
      }),
    )
  return {
    ...{ submit, preview },
    isBusy: reading.isBusy || sending.isBusy,
    trouble: reading.trouble ?? sending.trouble,
  }
}

const ABOVE_A_DIALOG = LAYERS.dialog + 3
