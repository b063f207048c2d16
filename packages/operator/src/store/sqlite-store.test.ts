import { openTestStore } from './sqlite-fixture.ts'
import { describeKeptStore, describeStore } from './store-conformance.ts'

describeStore('SQLite', () => openTestStore().store)
describeKeptStore('SQLite', () => openTestStore())
