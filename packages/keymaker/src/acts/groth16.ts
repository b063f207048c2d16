/**
 * Groth16's equation, e(A, B) = e(α, β) · e(L, γ) · e(C, δ), where L is what the public signals make of the key
 * (https://eprint.iacr.org/2016/260.pdf §3.2). With the curve of snarkjs and not with its `verify`, which makes all four pairings
 * anew and hands each to another thread: three times the work. What the key alone decides is computed once here.
 */
import { type Curve, loadCurve, type Point } from './curve.ts'

/** As the circuit's file has it, in decimal. */
export type KeyFile = {
  readonly vk_alpha_1: Coordinates
  readonly vk_beta_2: Coordinates
  readonly vk_gamma_2: Coordinates
  readonly vk_delta_2: Coordinates
  readonly IC: readonly Coordinates[]
}
export type Points = { readonly pi_a: Coordinates; readonly pi_b: Coordinates; readonly pi_c: Coordinates }
type Coordinates = readonly (string | readonly string[])[]

/** Whether the proof holds for these public signals: each below the scalar field's order, as many as the circuit has. */
export type Check = (points: Points, signals: readonly bigint[]) => boolean

export async function createCheck(key: KeyFile): Promise<Check> {
  const curve = await loadCurve()
  const { G1, G2, Gt } = curve
  const gamma = curve.prepareG2(G2.toJacobian(pointOf(curve, 'G2', key.vk_gamma_2)))
  const delta = curve.prepareG2(G2.toJacobian(pointOf(curve, 'G2', key.vk_delta_2)))
  const alphaBeta = curve.pairing(pointOf(curve, 'G1', key.vk_alpha_1), pointOf(curve, 'G2', key.vk_beta_2))
  const [constant, ...ofSignals] = key.IC.map((one) => pointOf(curve, 'G1', one))
  if (!constant) throw new Error('a verification key without its constant')

  return (points, signals) => {
    if (signals.length !== ofSignals.length) return false
    const a = pointOf(curve, 'G1', points.pi_a)
    const b = pointOf(curve, 'G2', points.pi_b)
    const c = pointOf(curve, 'G1', points.pi_c)
    if (!G1.isValid(a) || !G2.isValid(b) || !G1.isValid(c)) return false
    const l = ofSignals.reduce(
      (sum, point, index) => G1.add(sum, G1.timesScalar(point, signals[index] ?? 0n)),
      constant,
    )
    const loop = (first: Point, second: Uint8Array) =>
      curve.millerLoop(curve.prepareG1(G1.toJacobian(first)), second)
    // e(−A, B) · e(L, γ) · e(C, δ) · e(α, β) = 1, with one exponentiation for the first three.
    const ab = loop(G1.neg(a), curve.prepareG2(G2.toJacobian(b)))
    const product = curve.finalExponentiation(Gt.mul(Gt.mul(ab, loop(l, gamma)), loop(c, delta)))
    return Gt.eq(Gt.mul(product, alphaBeta), Gt.one)
  }
}

const pointOf = (curve: Curve, group: 'G1' | 'G2', coordinates: Coordinates): Point =>
  curve[group].fromObject(coordinates.map((one) => (typeof one === 'string' ? BigInt(one) : one.map(BigInt))))
