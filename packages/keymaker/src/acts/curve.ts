/** BN254 as snarkjs computes with it. Its own types know nothing of the curves that it exports. */
import * as snarkjs from 'snarkjs'

/** Of either group, as the curve keeps it: affine or Jacobian. */
export type Point = Uint8Array

export type Group = {
  fromObject(coordinates: readonly unknown[]): Point
  toJacobian(point: Point): Point
  neg(point: Point): Point
  add(one: Point, other: Point): Point
  timesScalar(point: Point, scalar: bigint): Point
  isZero(point: Point): boolean
  /** On the curve, which is not yet in the group of the field's order. */
  isValid(point: Point): boolean
}

/** What a pairing makes of two points. */
export type Paired = Uint8Array

export type Curve = {
  readonly G1: Group
  readonly G2: Group
  readonly Gt: {
    readonly one: Paired
    mul(one: Paired, other: Paired): Paired
    eq(one: Paired, other: Paired): boolean
  }
  /** These two take Jacobian coordinates. */
  prepareG1(point: Point): Uint8Array
  prepareG2(point: Point): Uint8Array
  millerLoop(first: Uint8Array, second: Uint8Array): Paired
  finalExponentiation(value: Paired): Paired
  pairing(first: Point, second: Point): Paired
}

const { curves } = snarkjs as unknown as {
  curves: { getCurveFromName(name: string): Promise<Curve> }
}

/** Built once in a process, which takes a good part of a second. */
export const loadCurve = () => curves.getCurveFromName('bn128')
