import { mkdirSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { takePart } from '#workers/services/half-made'

/** Takes a part of the file, once nobody else has it, and sees whether it stays there while it is held. */
async function holdOnce(file: string): Promise<boolean> {
  for (let part = await takePart(file); ; part = await takePart(file)) {
    if (!part) {
      await setImmediate()
      continue
    }
    const kept = await access(part.path).then(
      () => true,
      () => false,
    )
    await part.release()
    return kept
  }
}

test('a part is never taken from who holds it, however many want it at once', async () => {
  const folder = temporaryFolder()
  for (let round = 0; round < 200; round++) {
    const own = join(folder, String(round))
    mkdirSync(own)
    const file = join(own, 'model.safetensors')
    expect(await Promise.all([holdOnce(file), holdOnce(file), holdOnce(file)])).toEqual([true, true, true])
  }
})
