import { createHash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { ZodType } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { outcomeBatch } from '#lib/domain/work'
import type { EvaluatedBatch } from './evaluate-slice'
import {
  inputDifference,
  inputsOf,
  type RunInputs,
  type RunManifest,
  runInputs,
  runManifest,
} from './manifest'

const storedBatch = outcomeBatch.omit({ attempt: true })

/**
 * The folder of a local run. Batches are kept under `.partial` until all are there; then every file gets its final
 * name, the manifest last, so a folder with a manifest is complete and one without can be resumed.
 */
export class RunFolder {
  private readonly partial: string

  private constructor(readonly directory: string) {
    this.partial = join(directory, '.partial')
  }

  /** @throws Refusal `output-exists` where the folder holds anything but this run. */
  static open(directory: string, inputs: RunInputs): RunFolder {
    const folder = new RunFolder(directory)
    const manifest = parsed(join(directory, 'manifest.json'), runManifest)
    const started = manifest ? inputsOf(manifest) : parsed(join(folder.partial, 'inputs.json'), runInputs)
    if (started) {
      const difference = inputDifference(started, inputs)
      if (difference !== null)
        throw new Refusal(
          'output-exists',
          `${directory} holds a run whose ${difference} differ; name another folder`,
        )
    } else {
      if (existsSync(directory) && readdirSync(directory).some(name => name !== '.partial'))
        throw new Refusal('output-exists', `${directory} is not empty and holds no run; name another folder`)
      folder.write('inputs.json', JSON.stringify(inputs))
    }
    return folder
  }

  /** The manifest where the run is complete. @throws Refusal `output-exists` where its files were changed. */
  async finished(): Promise<RunManifest | null> {
    const manifest = parsed(join(this.directory, 'manifest.json'), runManifest)
    for (const { path, sha256 } of manifest?.files ?? [])
      if (!existsSync(join(this.directory, path)) || (await hashOf(join(this.directory, path))) !== sha256)
        throw new Refusal('output-exists', `${join(this.directory, path)} is not the file its manifest names`)
    return manifest
  }

  /** First items of the batches that are there. */
  storedBatches(benchmark: string): number[] {
    const folder = join(this.partial, benchmark)
    const names = existsSync(folder) ? readdirSync(folder) : []
    return names
      .flatMap(name => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b)
  }

  store(benchmark: string, batch: EvaluatedBatch): void {
    this.write(join(benchmark, `${batch.firstItem}.json`), JSON.stringify(batch))
  }

  /** The batches of a benchmark in item order, read one at a time. */
  *batches(benchmark: string): Generator<EvaluatedBatch> {
    for (const first of this.storedBatches(benchmark)) {
      const batch = parsed(join(this.partial, benchmark, `${first}.json`), storedBatch)
      if (batch) yield batch
    }
  }

  /** Writes a file of the result, not yet under its final name. */
  async draft(path: string, chunks: Iterable<string>): Promise<RunManifest['files'][number]> {
    const target = join(this.partial, 'final', path)
    mkdirSync(dirname(target), { recursive: true })
    const source = Readable.from(chunks)
    if (path.endsWith('.gz')) await pipeline(source, createGzip({ level: 9 }), createWriteStream(target))
    else await pipeline(source, createWriteStream(target))
    return { path, bytes: statSync(target).size, sha256: await hashOf(target) }
  }

  /** Gives every draft its final name and removes what was only needed to resume. */
  publish(manifest: RunManifest): void {
    for (const { path } of manifest.files) {
      mkdirSync(dirname(join(this.directory, path)), { recursive: true })
      renameSync(join(this.partial, 'final', path), join(this.directory, path))
    }
    this.write('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`)
    renameSync(join(this.partial, 'manifest.json'), join(this.directory, 'manifest.json'))
    rmSync(this.partial, { recursive: true })
  }

  /** A reader of the folder sees the whole file or none. */
  private write(path: string, text: string): void {
    const target = join(this.partial, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(`${target}.new`, text)
    renameSync(`${target}.new`, target)
  }
}

/** @throws Refusal `output-exists` where there is a file that is not ours. */
function parsed<T>(path: string, schema: ZodType<T>): T | null {
  if (!existsSync(path)) return null
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new Refusal('output-exists', `${path} was not written by this version; name another folder`, {
      cause: error,
    })
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
