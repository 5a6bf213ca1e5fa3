import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { bundledCheckpoints, declaredRelatives, quickDemo } from './bundled'
import { buildPortal, startPortal, submitDirectory, workUntilIdle } from './portal'
import { printBoard } from './print-board'

/**
 * Evaluates bundled checkpoints on the bundled mini benchmarks under all probes, the way a portal and a worker on another
 * machine would, prints the leaderboard and goes on serving it: two checkpoints, `--all` of them. `--exit` stops then;
 * `--port N`, `--data DIR`.
 */
const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    exit: { type: 'boolean', default: false },
    port: { type: 'string', default: '3000' },
    data: { type: 'string', default: '.data/demo' },
  },
})

console.error('Building the portal …')
await buildPortal()
rmSync(values.data, { recursive: true, force: true })
const portal = await startPortal(resolve(values.data), Number(values.port))
try {
  for (const path of values.all ? bundledCheckpoints() : quickDemo) {
    await submitDirectory(portal, path, declaredRelatives(path))
    console.error(`Submitted ${basename(path)} to ${portal.url}`)
  }
  await workUntilIdle(portal, 'examples/benchmarks')
  await printBoard(portal.url)
  if (!values.exit) {
    console.log(`\nLeaderboard: ${portal.url}  (Ctrl-C stops it)`)
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  }
} finally {
  await portal.stop()
}
