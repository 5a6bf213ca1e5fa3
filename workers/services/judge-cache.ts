import { hash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { JudgeAnswer } from './judge-call'

const kept = z.object({
  text: z.string(),
  model: z.string(),
  finishReason: z.string().nullable(),
  usage: z
    .object({ promptTokens: z.int().nonnegative(), completionTokens: z.int().nonnegative() })
    .nullable(),
})

/** Name of an answer: SHA-256 over all that it was asked with. */
export function questionHash(asked: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(asked).sort(([one], [other]) => (one < other ? -1 : 1))
  return hash('sha256', JSON.stringify(['parallax-judge-1', entries]))
}

/**
 * Answers that a judge gave, one file each. Several processes may share the folder: a file has its name only when it
 * is whole.
 */
export class JudgeCache {
  constructor(private readonly folder: string) {}

  /** Null where there is none that can be read: the judge is asked again. */
  async read(name: string): Promise<JudgeAnswer | null> {
    const text = await readFile(this.pathOf(name), 'utf8').catch(error => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    return text === null ? null : parseKept(text)
  }

  async write(name: string, answer: JudgeAnswer): Promise<void> {
    const path = this.pathOf(name)
    await mkdir(dirname(path), { recursive: true })
    const part = `${path}.${randomUUID()}.part`
    try {
      await writeFile(part, JSON.stringify(answer), { flush: true })
      await rename(part, path)
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
  }

  private pathOf(name: string): string {
    return join(this.folder, name.slice(0, 2), `${name}.json`)
  }
}

function parseKept(text: string): JudgeAnswer | null {
  try {
    return kept.parse(JSON.parse(text))
  } catch {
    // A file that something else has spoilt is no answer, and is written anew.
    return null
  }
}
