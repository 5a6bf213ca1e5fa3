import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Keeps a second process out of an embedded database, which PGlite itself does not. The lock is a file with the
 * owner's process id; one left behind by a killed process is taken over.
 * @returns a function that gives the folder back. @throws Error naming the folder and the process that has it.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'portal.pid')
  // Creating the file is the test: of two processes that start together only one succeeds.
  for (let tries = 0; ; tries++)
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      const owner = ownerOf(file)
      if (owner !== process.pid && isRunning(owner))
        throw new Error(`the database in ${folder} is open in process ${owner}; only one may have it`)
      if (tries > 1) throw error
      rmSync(file, { force: true })
    }
  const release = () => rmSync(file, { force: true })
  process.once('exit', release)
  return release
}

function ownerOf(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return 0
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
