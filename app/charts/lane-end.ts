/** The end of a lane in as few signs as it takes: `.75`, `80`, `2.5k`, `−40`. */
export function laneEnd(value: number): string {
  const size = Math.abs(value)
  const text = size >= 1000 ? `${Number((size / 1000).toPrecision(3))}k` : String(Number(size.toPrecision(3)))
  const short = text.replace(/^0\./, '.')
  return value < 0 ? `\u2212${short}` : short
}
