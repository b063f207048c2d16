/** What takes long and cannot be broken off is not waited for by a stop: whoever asked for it is answered at once. */
export async function unlessStopped<T, S>(work: Promise<T>, stop: AbortSignal, instead: S): Promise<T | S> {
  const stopped = Promise.withResolvers<S>()
  const end = () => stopped.resolve(instead)
  if (stop.aborted) end()
  stop.addEventListener('abort', end, { once: true })
  try {
    return await Promise.race([work, stopped.promise])
  } finally {
    stop.removeEventListener('abort', end)
  }
}
