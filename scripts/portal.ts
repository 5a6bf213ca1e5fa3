import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { globSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { connectPortal } from '#workers/services/portal-client'
import { bundledMeans } from './bundled'
import { run, stop } from './processes'

/** A portal of this machine, in a process of its own. */
export interface LocalPortal {
  readonly url: string
  readonly token: string
  stop(): Promise<void>
}

const sources = ['app/**/*', 'lib/**/*', 'next.config.js', 'postcss.config.mjs', 'package-lock.json']

/** Builds the portal unless the last build is newer than everything it is made of. */
export async function buildPortal(): Promise<void> {
  const built = statSync('.next/BUILD_ID', { throwIfNoEntry: false })?.mtimeMs ?? 0
  const newest = Math.max(...globSync(sources).map(file => statSync(file).mtimeMs))
  if (built > newest) return
  // Over what an older build left, and under another NODE_ENV, prerendering breaks now and then. `dev` belongs to a running `next dev`.
  for (const left of globSync('.next/*', { exclude: ['.next/dev'] })) rmSync(left, { recursive: true })
  const env = { ...process.env, NODE_ENV: 'production' as const }
  await run('next', ['build'], { stdio: ['ignore', 'ignore', 'inherit'], env })
}

/** Serves a built portal on loopback. @param folder where it keeps its rows; @param preferredPort any free one if taken. */
export async function startPortal(folder: string, preferredPort?: number): Promise<LocalPortal> {
  const token = randomBytes(24).toString('hex')
  const port = await freePort(preferredPort)
  const child = spawn('next', ['start', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...withoutDatabase(process.env), PARALLAX_DATA: folder, PARALLAX_WORKER_TOKEN: token },
  })
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`the portal ended with status ${child.exitCode}`)
    const answered = await fetch(`${url}/api/board`).catch(() => null)
    if (answered?.ok) return { url, token, stop: () => stop(child) }
    await wait(200)
  }
  await stop(child)
  throw new Error(`the portal at ${url} did not answer within a minute`)
}

/** Relatives of a checkpoint, by their folders. */
export interface RelativeFolders {
  readonly encoder?: string
  readonly backbone?: string
}

/** Submits a checkpoint of this machine under the demo suite. @throws Refusal with the portal's reason. */
export async function submitDirectory(
  { url }: LocalPortal,
  path: string,
  { encoder, backbone }: RelativeFolders = {},
): Promise<void> {
  const directory = (folder: string) => ({ kind: 'directory', path: resolve(folder) }) as const
  await connectPortal(url, {}).submit({
    source: directory(path),
    ...(encoder === undefined ? {} : { encoder: directory(encoder) }),
    ...(backbone === undefined ? {} : { backbone: directory(backbone) }),
    suite: 'demo',
  })
}

/** Works for a portal until nothing waits. */
export async function workUntilIdle({ url, token }: LocalPortal, benchmarks: string): Promise<void> {
  await run(
    'tsx',
    [
      'workers/parallax.ts',
      'worker',
      '--portal',
      url,
      '--benchmarks',
      benchmarks,
      ...bundledMeans,
      '--until-idle',
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, PARALLAX_WORKER_TOKEN: token },
    },
  )
}

/** The embedded database is meant, whatever the shell's own settings are. */
function withoutDatabase({
  DATABASE_URL: _,
  POSTGRES_URL: __,
  ...rest
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return rest
}

/** `preferred` where nothing listens there, else any free port. */
async function freePort(preferred = 0): Promise<number> {
  const server = createServer()
  const listening = await new Promise<boolean>(done => {
    server.once('error', () => done(false)).listen(preferred, '127.0.0.1', () => done(true))
  })
  if (!listening) return freePort()
  const address = server.address()
  await new Promise(done => server.close(done))
  return typeof address === 'object' && address ? address.port : 0
}
