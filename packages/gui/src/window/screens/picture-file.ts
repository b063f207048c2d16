/** A picture that somebody chose: one that is too large is said to be before anything is sent. */
import { useState } from 'react'
import { PICTURE_BYTES_MAX } from '../../bridge/pictures.ts'
import { useWords } from '../words/use-words.ts'

export function usePictureFile() {
  const say = useWords()
  const [image, setImage] = useState<File>()
  const [isTooLarge, setTooLarge] = useState(false)
  const choose = (file: File | undefined) => {
    const fits = file === undefined || file.size <= PICTURE_BYTES_MAX
    setTooLarge(!fits)
    setImage(fits ? file : undefined)
  }
  /** When it was sent: another one that was chosen meanwhile stays. */
  const forget = (sent: File | undefined) => setImage((now) => (now === sent ? undefined : now))
  return { image, choose, forget, trouble: isTooLarge ? { happened: say.imageTooLarge } : undefined }
}
