import { writeFileSync } from 'node:fs'
import sharp from 'sharp'

/** A picture whose pixels all differ with `seed`, as PNG in base64. */
export async function picture(seed: number, side = 16): Promise<string> {
  const pixels = Uint8Array.from(
    { length: side * side * 3 },
    (_, at) => (at * 31 + seed * 97 + (at >> 5) * 7) % 256,
  )
  const png = await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer()
  return png.toString('base64')
}

export type TsvRow = Readonly<Record<string, string>>

/** Rows of MMVP: pairs of pictures with one question and opposite answers. */
export async function mmvpRows(count: number): Promise<TsvRow[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, at) => ({
      index: String(at + 1),
      image: await picture(at),
      question: `What is shown in pair ${Math.floor(at / 2)}?`,
      A: 'a cat',
      B: 'a dog',
      answer: at % 2 === 0 ? 'A' : 'B',
    })),
  )
}

/** Writes a VLMEvalKit TSV with the columns of its first row. */
export function writeTsv(path: string, rows: readonly TsvRow[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const cell = (text: string) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const lines = [columns, ...rows.map(row => columns.map(column => row[column] ?? ''))]
  writeFileSync(path, lines.map(line => `${line.map(cell).join('\t')}\n`).join(''))
  return path
}
