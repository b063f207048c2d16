/** One page that says how things are, and what the Operator knows, in plain words. */
import type { EvidenceView } from '@comrad/client'
import { Waiting, WordsBox } from '../parts.tsx'
import { useView } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { TorLine } from './tor.tsx'

export function Status() {
  const say = useWords()
  const status = useView('status', {})
  return (
    <div className="column">
      <div className="head">
        <h1>{say.status}</h1>
      </div>
      <Waiting viewed={status}>
        {({ words, operator, register, square, mail, alarms }) => (
          <>
            {words.length === 0 ? (
              <p>
                <span className="tag green">{say.allWell}</span>
              </p>
            ) : (
              words.map((one) => <WordsBox key={one.happened} words={one} />)
            )}
            {alarms.map(({ id, evidence }) => (
              <Evidence key={id} evidence={evidence} />
            ))}
            <section className="card stack">
              <h2>{say.statusTor}</h2>
              <TorLine />
              <p className="small-text" style={{ overflowWrap: 'anywhere' }}>
                {operator.address}
              </p>
            </section>
            <section className="card stack">
              <h2>{say.statusRegister}</h2>
              <p>
                {register.checkedAt === undefined
                  ? say.statusRegisterNever
                  : `${say.statusRegisterSize(register.size)} · ${say.statusRegisterChecked(say.moment(register.checkedAt))}`}
              </p>
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
                  {square.few && <WordsBox words={{ happened: say.membersFew }} />}
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
                {say.knows.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
              <h2>{say.statusKnowsNot}</h2>
              <ul>
                {(operator.anonymity === 'tor' ? say.knowsNot : say.knowsNotHere).map((one) => (
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

/** What an alarm rests on, to be compared with what others saw. */
function Evidence({ evidence }: { readonly evidence: readonly EvidenceView[] }) {
  const say = useWords()
  return (
    <section className="card stack">
      <h2>{say.evidence}</h2>
      <dl className="evidence">
        {evidence.map(({ is, what }) => (
          <div key={is}>
            <dt className="soft small-text">{say.evidenceIs[is]}</dt>
            <dd className="small-text">{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
