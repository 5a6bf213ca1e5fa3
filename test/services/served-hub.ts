import { hash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { downloadCheckpoint, type HubSettings } from '#workers/services/hub'
import { type FakeHub, type FakeRepository, fakeCommit, repositoryOf, startFakeHub } from './fake-hub'

export const fixtures = join(import.meta.dirname, '../fixtures/checkpoints')
export const name = 'owner/name'
export const weights = 'model.safetensors'

/** A hub that serves one repository, and an empty cache; fresh for every test of the file. */
export class ServedHub {
  hub!: FakeHub
  /** random-bf16 unless another fixture is served. */
  repository!: FakeRepository
  cacheFolder = ''
  /** Pauses that were asked for; none is waited. */
  pausesMs: number[] = []

  static forEveryTest(): ServedHub {
    const served = new ServedHub()
    beforeEach(async () => {
      served.hub = await startFakeHub()
      served.serve('random-bf16')
      served.cacheFolder = temporaryFolder()
      served.pausesMs = []
    })
    afterEach(() => served.hub.close())
    return served
  }

  serve(fixture: string): FakeRepository {
    this.repository = repositoryOf(join(fixtures, fixture))
    this.hub.repositories.set(name, this.repository)
    return this.repository
  }

  settings(part: Partial<HubSettings> = {}): HubSettings {
    const wait = async (ms: number) => this.pausesMs.push(ms)
    return { endpoint: this.hub.url, cacheFolder: this.cacheFolder, wait, ...part }
  }

  download(
    part: Partial<HubSettings> = {},
    progress?: (bytes: number, total: number) => void,
  ): Promise<string> {
    return downloadCheckpoint({ repository: name, commit: fakeCommit }, this.settings(part), progress)
  }

  /** Where the checkpoint lands. */
  folder(): string {
    return join(this.cacheFolder, new URL(this.hub.url).host.replace(':', '_'), name, fakeCommit)
  }

  /** Bytes of the repository. */
  totalBytes(): number {
    return [...this.repository.files.values()].reduce((sum, { length }) => sum + length, 0)
  }

  /** Bytes of files that were sent. */
  bytesServed(): number {
    return this.hub.requests.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** Names of the files that were asked for, in order. */
  asked(): string[] {
    return this.hub.requests.flatMap(({ path }) => /\/resolve\/[0-9a-f]{40}\/(.+)$/.exec(path)?.[1] ?? [])
  }

  /** Mishaps of the first requests to the store; then all goes well. */
  storeMishaps(...mishaps: ReturnType<FakeHub['mishap']>[]): void {
    this.hub.mishap = ({ server }) => (server === 'store' ? (mishaps.shift() ?? null) : null)
  }
}

/** Hashes of the files of a folder, by name. */
export function filesIn(directory: string): Record<string, string> {
  const names = readdirSync(directory).filter(file => statSync(join(directory, file)).isFile())
  return Object.fromEntries(names.map(file => [file, hash('sha256', readFileSync(join(directory, file)))]))
}
