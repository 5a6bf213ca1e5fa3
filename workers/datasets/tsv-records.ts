import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Refusal } from '#lib/domain/refusal'

/** A cell's bytes, without the quotes around it. */
export interface TsvCell {
  readonly start: number
  readonly end: number
  /** Quotes inside stand doubled. */
  readonly doubled: boolean
  readonly quoted: boolean
}

export interface TsvRecord {
  /** Holds the cells; overwritten when the next record is asked for. */
  readonly bytes: Buffer
  /** Place of `bytes[0]` in the file. */
  readonly offset: number
  readonly cells: readonly TsvCell[]
  /** What breaks the quoting rules; its cells are those before it. */
  readonly problem: string | null
}

/** Bytes read at once. */
const chunkBytes = 2 * 1024 * 1024
/** A record may take this many bytes. */
const longestRecord = 64 * 1024 * 1024
const [tab, lineFeed, carriageReturn, quote, space] = [9, 10, 13, 34, 32] as const

/**
 * Records of a tab-separated file with RFC-4180 quotes, the header among them, as pandas' parser cuts them: a quote is
 * special at the start of a cell only, LF and CRLF end a line, empty lines and lines of spaces are no records.
 * @throws Refusal `bad-benchmark-file` for a record over 64 MiB.
 */
export async function* tsvRecords(path: string): AsyncGenerator<TsvRecord> {
  let begin = 0
  for await (const { bytes, offset, final } of chunksOf(path, () => begin)) {
    begin = offset === 0 && bytes.subarray(0, 3).equals(byteOrderMark) ? 3 : 0
    for (;;) {
      begin = pastBlankLines(bytes, begin)
      const scanned = begin < bytes.length ? scanRecord(bytes, begin, final) : null
      if (!scanned) break
      yield { bytes, offset, cells: scanned.cells, problem: scanned.problem }
      begin = scanned.next
    }
  }
}

interface Chunk {
  readonly bytes: Buffer
  /** Place of `bytes[0]` in the file. */
  readonly offset: number
  /** The file ends here. */
  readonly final: boolean
}

/**
 * A file in chunks, each beginning with what `used()` left of the one before. While one is worked on, the next is read
 * into a second buffer, behind room for what will be left.
 */
async function* chunksOf(path: string, used: () => number): AsyncGenerator<Chunk> {
  const file = await open(path)
  let room = chunkBytes
  let [current, spare] = [Buffer.allocUnsafeSlow(2 * room), Buffer.allocUnsafeSlow(2 * room)]
  let [bytes, offset, place] = [current.subarray(0, 0), 0, 0]
  const read = () => file.read(spare, room, chunkBytes, place)
  let reading = read()
  try {
    for (let final = false; !final; ) {
      const { bytesRead } = await reading
      place += bytesRead
      final = bytesRead === 0
      const left = bytes.subarray(Math.min(used(), bytes.length))
      offset += bytes.length - left.length
      if (left.length > longestRecord)
        throw new Refusal(
          'bad-benchmark-file',
          `${basename(path)}: a record of over ${longestRecord} bytes begins at byte ${offset}`,
        )
      const wider = left.length > room ? 2 * left.length : room
      const next = wider > room ? Buffer.allocUnsafeSlow(wider + chunkBytes) : spare
      if (next !== spare) spare.copy(next, wider, room, room + bytesRead)
      left.copy(next, wider - left.length)
      spare = next === spare ? current : Buffer.allocUnsafeSlow(wider + chunkBytes)
      current = next
      bytes = current.subarray(wider - left.length, wider + bytesRead)
      room = wider
      if (!final) reading = read()
      yield { bytes, offset, final }
    }
  } finally {
    await reading.catch(() => null)
    await file.close()
  }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

/** Past empty lines, and past spaces before a record's first cell, which pandas drops. */
function pastBlankLines(bytes: Buffer, from: number): number {
  let at = from
  while (bytes[at] === lineFeed || bytes[at] === space || bytes[at] === carriageReturn) at += 1
  return at
}

interface Scanned {
  readonly cells: readonly TsvCell[]
  readonly next: number
  readonly problem: string | null
}

/** The record that begins at `from`, or null where it goes on beyond `bytes`. */
function scanRecord(bytes: Buffer, from: number, final: boolean): Scanned | null {
  const cells: TsvCell[] = []
  let lineEnd = -1
  for (let at = from; ; ) {
    if (bytes[at] === quote) {
      const close = closingQuote(bytes, at + 1)
      // Two more bytes tell whether the quote is doubled, and whether CR is followed by LF.
      if ((close < 0 || close + 2 >= bytes.length) && !final) return null
      if (close < 0) return { cells, next: bytes.length, problem: 'a quote is opened and never closed' }
      const start = at + 1
      cells.push({ start, end: close, doubled: bytes.subarray(start, close).includes(quote), quoted: true })
      const after = bytes[close + 1]
      if (after === undefined) return { cells, next: bytes.length, problem: null }
      if (after === lineFeed) return { cells, next: close + 2, problem: null }
      if (after === carriageReturn && bytes[close + 2] === lineFeed)
        return { cells, next: close + 3, problem: null }
      if (after !== tab) {
        const newline = bytes.indexOf(lineFeed, close)
        if (newline < 0 && !final) return null
        const problem = 'text stands after a closing quote'
        return { cells, next: newline < 0 ? bytes.length : newline + 1, problem }
      }
      at = close + 2
    } else {
      if (lineEnd < at) lineEnd = bytes.indexOf(lineFeed, at)
      if (lineEnd < 0) {
        if (!final) return null
        lineEnd = bytes.length
      }
      const next = bytes.indexOf(tab, at)
      if (next >= 0 && next < lineEnd) {
        cells.push({ start: at, end: next, doubled: false, quoted: false })
        at = next + 1
      } else {
        const end = lineEnd > at && bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd
        cells.push({ start: at, end, doubled: false, quoted: false })
        return { cells, next: Math.min(lineEnd + 1, bytes.length), problem: null }
      }
    }
  }
}

/** The quote that ends a cell: the first one that is not doubled; -1 where there is none. */
function closingQuote(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(quote, from)
  while (at >= 0 && bytes[at + 1] === quote) at = bytes.indexOf(quote, at + 2)
  return at
}
