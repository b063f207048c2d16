/** One page that says how things are, and what the Operator knows, in plain words. */
import { Waiting, WordsBox } from '../parts.tsx'
import { useView } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'

export function Status() {
  const say = useWords()
  const status = useView('status', {})
  const line = useView('line', {})
  return (
    <div className="column">
      <div className="head">
        <h1>{say.status}</h1>
      </div>
      <Waiting viewed={status}>
        {({ words, operator, register, square, mail }) => (
          <>
            {words.length === 0 ? (
              <p>
                <span className="tag green">{say.allWell}</span>
              </p>
            ) : (
              words.map((one) => <WordsBox key={one.happened} words={one} />)
            )}
            <section className="card stack">
              <h2>{say.statusTor}</h2>
              <p>{operator.anonymity === 'tor' ? say.connected : say.connectedHere}</p>
              {line.phase === 'here' && line.value.phase === 'starting' && (
                <>
                  <progress max={100} value={line.value.percent} aria-label={say.torStarting} />
                  <p className="soft">{line.value.words.happened}</p>
                </>
              )}
              {line.phase === 'here' && line.value.phase === 'failed' && (
                <WordsBox bad words={line.value.words} />
              )}
              <p className="small-text" style={{ overflowWrap: 'anywhere' }}>
                {operator.address}
              </p>
            </section>
            <section className="card stack">
              <h2>{say.statusRegister}</h2>
              <p>{say.statusRegisterSize(register.size)}</p>
              <p className="soft small-text" style={{ overflowWrap: 'anywhere' }}>
                {say.statusRoot}: {register.root}
              </p>
            </section>
            <section className="card stack">
              <h2>{say.statusMembers}</h2>
              {square.members === undefined ? (
                <p className="soft">{say.feedNever}</p>
              ) : (
                <>
                  <p>{say.statusMembersAre(square.members, square.minimumMembers ?? 0)}</p>
                  {square.members < 20 && <WordsBox words={{ happened: say.statusMembersFew }} />}
                </>
              )}
            </section>
            <section className="card stack">
              <h2>{say.statusMail}</h2>
              <p>{say.statusMailAre(mail.queued, mail.sent, mail.undelivered)}</p>
            </section>
            <section className="card stack">
              <h2>{say.statusKnows}</h2>
              <ul>
                {say.statusKnowsList.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
              <h2>{say.statusKnowsNot}</h2>
              <ul>
                {say.statusKnowsNotList.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </section>
          </>
        )}
      </Waiting>
    </div>
  )
}
