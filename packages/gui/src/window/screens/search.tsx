/** Looks only on this device. */
import type { SearchView } from '@comrad/client'
import { useDeferredValue, useState } from 'react'
import { Age, Field, Waiting } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { useView } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'

export function Search() {
  const say = useWords()
  const [typed, setTyped] = useState('')
  const words = useDeferredValue(typed)
  return (
    <div className="column">
      <div className="head">
        <h1>{say.search}</h1>
      </div>
      <Field label={say.searchFor} help={say.searchHelp}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="search"
            autoFocus
            autoComplete="off"
            maxLength={200}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        )}
      </Field>
      {words.trim() !== '' && <Found words={words} />}
    </div>
  )
}

const PAGE = 40

/** As many as are asked for; each page is followed by the next older one when it is wanted. */
function Found({ words, before }: { readonly words: string; readonly before?: number }) {
  const say = useWords()
  const going = useGoing()
  const search = useView('search', { words, limit: PAGE, ...(before !== undefined && { before }) })
  const [furtherFor, setFurtherFor] = useState<string>()
  return (
    <Waiting viewed={search}>
      {({ found, more }) => (
        <>
          {before === undefined && (
            <p className="soft" role="status">
              {found.length === 0 ? say.nothingFound : `${say.found(found.length)}${more ? ' +' : ''}`}
            </p>
          )}
          <ul className="list">
            {found.map((one) => (
              <li key={one.type === 'post' ? one.post : one.letter}>
                <button
                  type="button"
                  className="person"
                  onClick={() =>
                    going.go(
                      one.type === 'post'
                        ? { screen: 'thread', post: one.post }
                        : { screen: 'messages', name: one.with, letter: one.letter },
                    )
                  }
                >
                  <span className="what">
                    <span className="byline">
                      <span className="soft small-text">
                        {one.type === 'post' ? say.inPost(one.author) : say.inMessage(one.with)}
                      </span>
                      <Age at={one.at} />
                    </span>
                    <bdi className="found">{one.text}</bdi>
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {more &&
            (furtherFor === words ? (
              <Found words={words} {...endOf(found)} />
            ) : (
              <div className="row">
                <button type="button" className="button" onClick={() => setFurtherFor(words)}>
                  {say.older}
                </button>
              </div>
            ))}
        </>
      )}
    </Waiting>
  )
}

function endOf(found: SearchView['found']): { readonly before?: number } {
  const last = found.at(-1)
  return last ? { before: last.at } : {}
}
