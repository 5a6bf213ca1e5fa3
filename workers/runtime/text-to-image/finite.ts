/** A network answered with something that is no number: there is no picture. */
export class NotFinite extends Error {
  override readonly name = 'NotFinite'
}

/** @throws NotFinite naming what and where. */
export function checkFinite(what: string, values: Float32Array): Float32Array {
  const at = values.findIndex(value => !Number.isFinite(value))
  if (at >= 0) throw new NotFinite(`${what} is ${values[at]} at place ${at} of ${values.length}`)
  return values
}
