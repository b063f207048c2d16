/** Looks only on this device. */
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

function Found({ words }: { readonly words: string }) {
  const say = useWords()
  const going = useGoing()
  const search = useView('search', { words, limit: 100 })
  return (
    <Waiting viewed={search}>
      {({ found, more }) => (
        <>
          <p className="soft" role="status">
            {found.length === 0 ? say.nothingFound : `${say.found(found.length)}${more ? ' +' : ''}`}
          </p>
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
                        : { screen: 'messages', name: one.with },
                    )
                  }
                >
                  <span className="what">
                    <span className="soft small-text">
                      {one.type === 'post' ? say.inPost(one.author) : say.inMessage(one.with)}{' '}
                    </span>
                    <Age at={one.at} />
                    <br />
                    <bdi>{one.text}</bdi>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Waiting>
  )
}
