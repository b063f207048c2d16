/** Announcements, after the fact: what is announced is in the store already. */
export type Events<Map> = {
  on<E extends keyof Map>(event: E, listener: (value: Map[E]) => void): () => void
  emit<E extends keyof Map>(event: E, value: Map[E]): void
}

export function createEvents<Map>(): Events<Map> {
  const listeners: { [E in keyof Map]?: Set<(value: Map[E]) => void> } = {}

  return {
    on(event, listener) {
      const set = listeners[event] ?? new Set()
      listeners[event] = set
      set.add(listener)
      return () => set.delete(listener)
    },
    emit(event, value) {
      for (const listener of [...(listeners[event] ?? [])]) listener(value)
    },
  }
}
