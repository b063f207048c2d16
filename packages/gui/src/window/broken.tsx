/** What is drawn when drawing fails: the core goes on, and so can the person. Around each screen, so that the others stay in reach. */
import { Component, type ReactNode } from 'react'
import { useWords } from './words/use-words.ts'

type Props = {
  readonly children: ReactNode
  /** Within a screen: what is around it stays. */
  readonly isWithin?: boolean
}
type State = { readonly isBroken: boolean }

export class Unbroken extends Component<Props, State> {
  override state: State = { isBroken: false }

  static getDerivedStateFromError(): State {
    return { isBroken: true }
  }

  override render() {
    if (!this.state.isBroken) return this.props.children
    const again = () => this.setState({ isBroken: false })
    return this.props.isWithin ? (
      <div className="column">
        <Broken onAgain={again} />
      </div>
    ) : (
      <main className="steps">
        <Broken onAgain={again} />
      </main>
    )
  }
}

function Broken({ onAgain }: { onAgain(): void }) {
  const say = useWords()
  return (
    <div className="stack" role="alert">
      <h1>{say.broken}</h1>
      <p>{say.brokenKept}</p>
      <div>
        <button type="button" className="button strong" onClick={onAgain}>
          {say.tryAgain}
        </button>
      </div>
    </div>
  )
}
