/** From what is wanted to who does it. An Operator and a window are loaded by those alone who begin one. */
import { formatOperatorAddress, ok } from '@comrad/protocol'
import manifest from '../../package.json' with { type: 'json' }
import { chooseOperator } from '../choose-operator.ts'
import type { Action } from '../command-line.ts'
import type { Answer, Program } from '../program.ts'
import { recover, register } from './account.ts'
import { conversation, inbox, send } from './letters.ts'
import { forget, quiet, timer } from './peace.ts'
import { contacts, meet, verify } from './people.ts'
import {
  audit,
  deletePost,
  editProfile,
  feed,
  post,
  profile,
  search,
  settings,
  show,
  vote,
} from './square.ts'
import { status } from './status.ts'

export async function runCommand(
  program: Program,
  action: Exclude<Action, { type: 'help' }>,
): Promise<Answer> {
  switch (action.type) {
    case 'version':
      return ok({ value: { version: manifest.version }, lines: [`comrad ${manifest.version}`] })
    case 'use-operator':
      return rememberOperator(program)
    case 'start':
      return (await import('./start.ts')).start(program, action)
    case 'register':
      return register(program, action)
    case 'recover':
      return recover(program, action)
    case 'status':
      return status(program, action)
    case 'meet':
      return meet(program, action)
    case 'contacts':
      return contacts(program, action)
    case 'verify':
      return verify(program, action)
    case 'send':
      return send(program, action)
    case 'inbox':
      return inbox(program, action)
    case 'conversation':
      return conversation(program, action)
    case 'post':
      return post(program, action)
    case 'feed':
      return feed(program, action)
    case 'show':
      return show(program, action)
    case 'vote':
      return vote(program, action)
    case 'audit':
      return audit(program, action)
    case 'delete':
      return deletePost(program, action)
    case 'profile':
      return profile(program, action)
    case 'edit-profile':
      return editProfile(program, action)
    case 'trust':
    case 'untrust':
    case 'mute':
    case 'unmute':
    case 'block':
    case 'unblock':
      return quiet(program, action)
    case 'timer':
      return timer(program, action)
    case 'forget':
      return forget(program, action)
    case 'search':
      return search(program, action)
    case 'settings':
      return settings(program, action)
    case 'operator':
      return (await import('./operator.ts')).operator(program, action)
  }
}

async function rememberOperator(program: Program): Promise<Answer> {
  const chosen = await chooseOperator(program)
  if (!chosen.ok) return chosen
  const address = formatOperatorAddress(chosen.value)
  return ok({ value: { operator: address }, lines: [`From now on: ${address}`] })
}
