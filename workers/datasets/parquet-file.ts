import { basename } from 'node:path'
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { parsedOrNull } from './json-file'

/** A page and a row group may unpack to this many bytes. */
const longestPage = 512 * 1024 * 1024
const longestGroup = 2 * 1024 * 1024 * 1024
/** Row groups held at once, so that pictures read in order are unpacked once. */
const groupsHeld = 2

type Cells = Readonly<Record<string, unknown>>

/** A parquet file, read a row group at a time. */
export class ParquetFile {
  private readonly held = new Map<number, Promise<readonly Cells[]>>()

  private constructor(
    readonly path: string,
    private readonly buffer: AsyncBuffer,
    private readonly metadata: FileMetaData,
  ) {}

  /** @throws Refusal `bad-benchmark-file` where it is no parquet file or its end is missing. */
  static async open(path: string): Promise<ParquetFile> {
    try {
      const buffer = await asyncBufferFromFile(path)
      return new ParquetFile(path, buffer, await parquetMetadataAsync(buffer))
    } catch (error) {
      throw refusal(path, error)
    }
  }

  get columns(): string[] {
    return parquetSchema(this.metadata).children.map(({ element }) => element.name)
  }

  /** Rows of each row group. */
  get groups(): number[] {
    return this.metadata.row_groups.map(group => Number(group.num_rows))
  }

  /** Names of the classes in Hugging Face's description of the columns, or null. */
  get classNames(): readonly string[] | null {
    const description = this.metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value
    const parsed = huggingFace.safeParse(description === undefined ? null : parsedOrNull(description))
    const features = parsed.success ? Object.values(parsed.data.info.features) : []
    const label = z.object({ _type: z.literal('ClassLabel'), names: z.array(z.string()) })
    return features.map(one => label.safeParse(one)).find(({ success }) => success)?.data?.names ?? null
  }

  /** The rows of a group. @throws Refusal `bad-benchmark-file` naming file and row group. */
  group(at: number): Promise<readonly Cells[]> {
    const known = this.held.get(at)
    if (known) return known
    const reading = this.read(at)
    this.held.set(at, reading)
    for (const other of this.held.keys()) if (this.held.size > groupsHeld) this.held.delete(other)
    return reading
  }

  private async read(at: number): Promise<readonly Cells[]> {
    const rowStart = this.groups.slice(0, at).reduce((sum, rows) => sum + rows, 0)
    const rowEnd = rowStart + (this.groups[at] ?? 0)
    const bytes = Number(this.metadata.row_groups[at]?.total_byte_size ?? 0)
    try {
      if (bytes > longestGroup) throw new Error(`unpacks to ${bytes} bytes; at most ${longestGroup}`)
      const { buffer: file, metadata } = this
      const rows = await parquetReadObjects({
        ...{ file, metadata, rowStart, rowEnd, compressors: bounded },
        // Bytes without a text type stay bytes.
        utf8: false,
      })
      if (rows.length !== rowEnd - rowStart)
        throw new Error(`has ${rows.length} rows, not ${rowEnd - rowStart}`)
      return rows
    } catch (error) {
      throw refusal(`${basename(this.path)}, row group ${at}`, error)
    }
  }
}

const huggingFace = z.object({ info: z.object({ features: z.record(z.string(), z.unknown()) }) })

/** Every decompressor, refusing a page that grows too large before it is unpacked. */
const bounded: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, unpack]) => [
    codec,
    (input: Uint8Array, outputLength: number) => {
      if (outputLength > longestPage)
        throw new Error(`a page unpacks to ${outputLength} bytes; at most ${longestPage}`)
      return unpack(input, outputLength)
    },
  ]),
)

function refusal(where: string, error: unknown): Refusal {
  const reason = error instanceof Error ? error.message : String(error)
  return new Refusal('bad-benchmark-file', `${basename(where)}: ${reason}`, { cause: error })
}
