/** From nothing to a name: @Keymaker cuts the key, @Telephone connects, @Operator enters the name. */
import { type AccountProgress, type AccountView, LANGUAGES } from '@comrad/client'
import { err, ok } from '@comrad/protocol'
import { Box } from 'ink'
import { type ReactNode, useState } from 'react'
import { Lines } from '../canvas.ts'
import { Form, FormRoom, type Values } from '../form.ts'
import { h } from '../h.ts'
import { useActs } from '../keyboard.ts'
import { accent, fit, line, paragraph, soft, strong } from '../line.ts'
import { List } from '../list.ts'
import { drawStrength, passphraseFields, passphraseOf } from '../passphrase-fields.ts'
import { keyNameOf } from '../shortcuts.ts'
import { useAct, useAttempt, useHouse, useSurroundings } from '../surroundings.ts'
import { drawTor } from '../tor-lines.ts'
import type { Catalogue } from '../words/en.ts'
import { drawBelow } from './below-the-lock.ts'
import { Bridges } from './bridges.ts'
import { CheckPhrase } from './phrase.ts'

type Step =
  | { readonly at: 'welcome' | 'new' | 'words' | 'backup' }
  | { readonly at: 'phrase'; readonly phrase: string }

type BeginningProps = {
  /** The store is there, and the name is not: it broke off, or the name was taken. */
  readonly account: AccountView | undefined
  /** Somebody is being led: what happens to the house does not change the screen under their hands. */
  onLed(isLed: boolean): void
}

/** The name of all this, and a gap. */
const HEAD = 2

export function Beginning({ account, onLed }: BeginningProps): ReactNode {
  const { say, columns, rows, plain } = useSurroundings()
  const way = useHouse((house) => ({ way: house.line(), bridges: house.bridges() }), [])
  const [step, setStep] = useState<Step>({ at: account ? 'new' : 'welcome' })
  const [isBridges, setBridges] = useState(false)
  const close = () => setBridges(false)
  useActs('beginning', { bridges: way.bridges && (() => setBridges(true)) }, 5)
  const tor = drawTor(way.way, way.bridges, { columns, say, isPlain: plain !== undefined })
  const hints =
    step.at === 'welcome'
      ? ([
          ['↑↓', say.acts.form.choose],
          [keyNameOf('form', 'go'), say.acts.form.go],
        ] as const)
      : []
  const below = drawBelow(tor, { columns, rows, say, hints, hasBridges: way.bridges !== undefined })
  if (isBridges) return h(Bridges, { onClose: close })
  const back = () => setStep({ at: 'welcome' })
  const hasStore = account !== undefined
  const height = plain ? Number.POSITIVE_INFINITY : rows - HEAD - below.length
  return h(
    Box,
    { flexDirection: 'column', height: plain ? undefined : rows },
    h(Lines, {
      lines: [
        fit(line(accent('★ '), strong('COMRAD'), soft(`  ${say.motto}`)), columns),
        [],
        ...(plain ? below : []),
      ],
    }),
    h(
      FormRoom,
      { value: { rows: height } },
      step.at === 'welcome' && h(Welcome, { height, onStep: setStep }),
      step.at === 'new' && h(NewAccount, { account, onStep: setStep, onBack: back, onLed }),
      step.at === 'words' &&
        h(Recover, { hasStore, onLed, onBack: hasStore ? () => setStep({ at: 'new' }) : back }),
      step.at === 'backup' && h(Backup, { onBack: back }),
      step.at === 'phrase' && h(CheckPhrase, { phrase: step.phrase, height, onDone: () => onLed(false) }),
    ),
    h(Box, { flexGrow: 1 }),
    h(Lines, { lines: plain ? [] : below }),
  )
}

type Stepping = { onStep(step: Step): void }

function Welcome({ onStep, height }: Stepping & { readonly height: number }): ReactNode {
  const { say, columns, house } = useSurroundings()
  const attempt = useAttempt()
  const [selected, setSelected] = useState<string>()
  const choices = {
    new: say.begin,
    words: say.haveAccount,
    backup: say.haveBackup,
    language: say.languageIs,
  }
  const nextLanguage = () => {
    const place = LANGUAGES.indexOf(house.preferences().language)
    const language = LANGUAGES[(place + 1) % LANGUAGES.length]
    if (language) void attempt(async () => ok(await house.changePreferences({ language })))
  }
  useActs('settings', {
    change() {
      if (selected === 'language') nextLanguage()
      else onStep({ at: (selected ?? 'new') as 'new' | 'words' | 'backup' })
    },
  })
  const cast = say.cast.flatMap(([who, does]) => [
    line(accent(who)),
    ...paragraph(does, { columns, first: '  ', indent: '  ' }),
  ])
  const items = Object.entries(choices).map(([key, words]) => ({ key, lines: [line(words)] }))
  // Where not all of it fits, one begins without being introduced.
  const introduction = [...cast, ...paragraph(say.promise, { columns, style: { dim: true } }), []]
  return h(
    Box,
    { flexDirection: 'column' },
    introduction.length + items.length <= height && h(Lines, { lines: introduction }),
    h(List, { items, height: items.length, onSelect: setSelected }),
  )
}

type NewAccountProps = Stepping & BeginningProps & { onBack(): void }

function NewAccount({ account, onStep, onBack, onLed }: NewAccountProps): ReactNode {
  const { say, house, columns, plain } = useSurroundings()
  const [isMade, setMade] = useState(account !== undefined)
  const [progress, setProgress] = useState<AccountProgress>()
  const [name, setName] = useState(account?.phase === 'claiming' ? account.name : '')
  const make = useAct(async (values: Values) => {
    setName(values['name'] ?? '')
    if (!isMade) {
      const passphrase = passphraseOf(values, say)
      if (!passphrase.ok) return passphrase
      onLed(true)
      const created = await house.create(passphrase.value)
      if (!created.ok) return created
      setMade(true)
    }
    onLed(true)
    return house.comrad()?.register((values['name'] ?? '').trim(), setProgress)
  })
  return h(Form, {
    key: String(isMade),
    fields: [
      {
        ...{ name: 'name', label: say.chooseName, kind: 'text' as const, help: say.nameHelp },
        value: name,
      },
      ...(isMade ? [] : passphraseFields(say)),
    ],
    action: say.makeAccount,
    isBusy: make.isBusy,
    busyWords: progress ? wordsOfProgress(progress, say) : say.cutting,
    trouble: make.trouble,
    under: (name, values) =>
      name === 'passphrase' ? drawStrength(values, { house, say, columns, plain }) : [],
    ...(account ? {} : { onCancel: onBack }),
    async onSubmit(values) {
      if (!(await make.run(values))) return false
      const phrase = house.comrad()?.recoveryPhrase()
      if (phrase === undefined) onLed(false)
      else onStep({ at: 'phrase', phrase })
      return true
    },
  })
}

function wordsOfProgress(progress: AccountProgress, say: Catalogue): string {
  switch (progress.step) {
    case 'connecting':
      return say.calling
    case 'working':
      return say.working(progress.percent)
    case 'asking':
      return say.entering
    case 'reading-register':
      return say.reading(progress.records, progress.of)
    case 'publishing-prekeys':
      return say.layingOut
  }
}

type RecoverProps = Pick<BeginningProps, 'onLed'> & { readonly hasStore: boolean; onBack(): void }

function Recover({ hasStore, onLed, onBack }: RecoverProps): ReactNode {
  const { say, house, columns, plain } = useSurroundings()
  const [isMade, setMade] = useState(hasStore)
  const recover = useAct(async (values: Values) => {
    if (!isMade) {
      const passphrase = passphraseOf(values, say)
      if (!passphrase.ok) return passphrase
      onLed(true)
      const created = await house.create(passphrase.value)
      if (!created.ok) return created
      setMade(true)
    }
    return house.comrad()?.recover((values['words'] ?? '').trim())
  })
  return h(Form, {
    fields: [
      { name: 'words', label: say.wordsOfPhrase, kind: 'area', rows: 4 },
      ...(isMade ? [] : passphraseFields(say)),
    ],
    action: say.recover,
    isBusy: recover.isBusy,
    busyWords: isMade ? say.recovering : say.cutting,
    trouble: recover.trouble,
    under: (name, values) =>
      name === 'passphrase' ? drawStrength(values, { house, say, columns, plain }) : [],
    onCancel: onBack,
    async onSubmit(values) {
      const isBack = await recover.run(values)
      if (isBack) onLed(false)
      return isBack
    },
  })
}

function Backup({ onBack }: { onBack(): void }): ReactNode {
  const { say, house, files } = useSurroundings()
  const bring = useAct(async (values: Values) => {
    const path = (values['path'] ?? '').trim()
    const brought = await house.importBackup(files.place(path))
    const isUnreadable = !brought.ok && brought.error.type === 'backup-unreadable'
    return isUnreadable ? err(say.fileUnreadable(path)) : brought
  })
  return h(Form, {
    fields: [{ name: 'path', label: say.backupPath, kind: 'text', help: say.backupWhy }],
    action: say.bringBackup,
    isBusy: bring.isBusy,
    busyWords: say.loading,
    trouble: bring.trouble,
    onCancel: onBack,
    onSubmit: bring.run,
  })
}
