/** What is drawn when drawing fails: the core goes on, and so can the person. */
import { Component, type ReactNode } from 'react'
import { useWords } from './words/use-words.ts'

type State = { readonly isBroken: boolean }

export class Unbroken extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { isBroken: false }

  static getDerivedStateFromError(): State {
    return { isBroken: true }
  }

  override render() {
    if (!this.state.isBroken) return this.props.children
    return <Broken onAgain={() => this.setState({ isBroken: false })} />
  }
}

function Broken({ onAgain }: { onAgain(): void }) {
  const say = useWords()
  return (
    <main className="steps" role="alert">
      <h1>{say.broken}</h1>
      <p>{say.brokenKept}</p>
      <div>
        <button type="button" className="button strong" onClick={onAgain}>
          {say.tryAgain}
        </button>
      </div>
    </main>
  )
}
