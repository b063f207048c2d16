/** What may come across the bridge: a shape takes a value that anybody could have made and gives it back typed, or refuses it. */

export type Shape<T> = (value: unknown) => T

/** Says where and why, never what was there. */
export class ShapeError extends Error {}

export type Shaped<S> = S extends Shape<infer T> ? T : never

export const text =
  (maxLength: number): Shape<string> =>
  (value) => {
    if (typeof value !== 'string') throw new ShapeError('not a text')
    if (value.length > maxLength) throw new ShapeError('too long')
    return value
  }

export const whole =
  (min: number, max: number): Shape<number> =>
  (value) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new ShapeError('not a whole number')
    if (value < min || value > max) throw new ShapeError('out of range')
    return value
  }

export const flag: Shape<boolean> = (value) => {
  if (typeof value !== 'boolean') throw new ShapeError('not yes or no')
  return value
}

export const oneOf =
  <const T extends readonly string[]>(...choices: T): Shape<T[number]> =>
  (value) => {
    const choice = choices.find((one) => one === value)
    if (choice === undefined) throw new ShapeError('not one of the choices')
    return choice
  }

export const bytes =
  (maxLength: number): Shape<Uint8Array<ArrayBuffer>> =>
  (value) => {
    if (!(value instanceof Uint8Array)) throw new ShapeError('not bytes')
    if (value.length > maxLength) throw new ShapeError('too long')
    return value as Uint8Array<ArrayBuffer>
  }

export const nothing: Shape<null> = (value) => {
  if (value !== null) throw new ShapeError('not nothing')
  return value
}

export const either =
  <A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> =>
  (value) => {
    try {
      return first(value)
    } catch (error) {
      if (error instanceof ShapeError) return second(value)
      throw error
    }
  }

export const listOf =
  <T>(item: Shape<T>, maxLength: number): Shape<readonly T[]> =>
  (value) => {
    if (!Array.isArray(value)) throw new ShapeError('not a list')
    if (value.length > maxLength) throw new ShapeError('too many')
    return value.map(item)
  }

export type Optional<T> = { readonly optional: Shape<T> }
export const optional = <T>(shape: Shape<T>): Optional<T> => ({ optional: shape })

type Fields = Readonly<Record<string, Shape<unknown> | Optional<unknown>>>
type Required<F extends Fields> = {
  readonly [K in keyof F as F[K] extends Shape<unknown> ? K : never]: Shaped<F[K]>
}
type Possible<F extends Fields> = {
  readonly [K in keyof F as F[K] extends Optional<unknown> ? K : never]?: F[K] extends Optional<infer T>
    ? T
    : never
}

/** A field that is not in the shape is refused: what nobody reads nobody may send. */
export const struct =
  <const F extends Fields>(fields: F): Shape<Required<F> & Possible<F>> =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ShapeError('not a struct')
    const given = value as Readonly<Record<string, unknown>>
    for (const name of Object.keys(given))
      if (!Object.hasOwn(fields, name)) throw new ShapeError('unknown field')
    const made: Record<string, unknown> = {}
    for (const [name, field] of Object.entries(fields)) {
      const isOptional = typeof field !== 'function'
      const own = Object.hasOwn(given, name) ? given[name] : undefined
      if (own === undefined && isOptional) continue
      made[name] = (isOptional ? field.optional : field)(own)
    }
    return made as Required<F> & Possible<F>
  }
