import { hash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ZodType } from 'zod'

/** Answers by the name of their question, one file each. */
export interface KeptAnswers<T> {
  /** Null where there is none that can be read: it is asked again. */
  read(name: string): Promise<T | null>
  write(name: string, answer: T): Promise<void>
}

/**
 * SHA-256 over all that something was asked with, in whatever order it is listed.
 * @param form names what is asked how: another form is another question.
 */
export function questionName(form: string, asked: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(asked).sort(([one], [other]) => (one < other ? -1 : 1))
  return hash('sha256', JSON.stringify([form, entries]))
}

/** Several processes may share the folder: a file has its name only when it is whole. */
export function keepAnswers<T>(folder: string, schema: ZodType<T>): KeptAnswers<T> {
  const pathOf = (name: string) => join(folder, name.slice(0, 2), `${name}.json`)
  return {
    async read(name) {
      const text = await readFile(pathOf(name), 'utf8').catch(error => {
        if (error.code === 'ENOENT') return null
        throw error
      })
      return text === null ? null : parseKept(text, schema)
    },
    async write(name, answer) {
      const path = pathOf(name)
      await mkdir(dirname(path), { recursive: true })
      const part = `${path}.${randomUUID()}.part`
      try {
        await writeFile(part, JSON.stringify(answer), { flush: true })
        await rename(part, path)
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
    },
  }
}

function parseKept<T>(text: string, schema: ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    // A file that something else has spoilt is no answer, and is written anew.
    return null
  }
}
