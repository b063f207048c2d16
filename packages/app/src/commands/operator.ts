/** `comrad operator`: runs one until it is told to stop. */
import { ok } from '@comrad/protocol'
import { drawOperator } from '@comrad/terminal'
import type { Answer, Program } from '../program.ts'
import { runOperator } from '../run-operator.ts'
import { speakTor } from '../tor.ts'

type Operator = { readonly local: boolean; readonly flags: Readonly<Record<string, string | undefined>> }

export async function operator(program: Program, action: Operator): Promise<Answer> {
  const { report, terminal, settings, stop } = program
  const running = await runOperator(program, {
    ...action,
    onTor: (progress) => {
      if (settings.json) report.result({ event: 'tor', ...progress }, [])
      else terminal.status(speakTor(progress))
    },
  })
  if (!running.ok) return running
  const { address, anonymity, metricsPort } = running.value
  report.result({ event: 'running', address, anonymity, ...(metricsPort && { metrics: metricsPort }) }, [
    ...drawOperator({ address, anonymity }, terminal.pen),
    ...(metricsPort ? ['', `Counters: http://127.0.0.1:${metricsPort}/metrics`] : []),
    '',
    'Ctrl-C stops it.',
  ])
  await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }))
  return ok(undefined)
}
