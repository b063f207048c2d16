/** The cast says briefly what it does while one waits. One line each, replaced by the next. */
import type { AccountProgress, MeetingProgress } from '@comrad/client'

export function speakAccountProgress(progress: AccountProgress): string {
  switch (progress.step) {
    case 'connecting':
      return '@Telephone: calling the Operator …'
    case 'working':
      return `@Keymaker: a name costs some work, so that nobody takes them all. ${tries(progress)}`
    case 'asking':
      return '@Operator: entering your name in the register …'
    case 'reading-register':
      return `@Operator: reading the register to you: ${progress.records} of ${progress.of}`
    case 'publishing-prekeys':
      return '@Keymaker: laying out keys for the first letters to you …'
  }
}

export function speakMeetingProgress(progress: MeetingProgress): string {
  switch (progress.step) {
    case 'reading-register':
      return '@Operator: looking for the name in your own copy of the register …'
    case 'connecting':
      return '@Telephone: calling on a line that does not carry your name …'
    case 'proving':
      return '@Keymaker: proving that some comrad asks, without saying which …'
    case 'depositing':
      return '@Telephone: handing in the letter …'
    case 'deposited':
      return '@Operator: I have a letter. I cannot see from whom.'
  }
}

function tries({ attempts, expected }: { attempts: number; expected: number }): string {
  return `Try ${attempts}, about ${expected} are needed.`
}
