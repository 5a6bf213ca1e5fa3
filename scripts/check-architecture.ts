import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { benchmarks } from '#lib/benchmarks/index'
import { probes } from '#lib/probes/index'
import { scorers } from '#lib/scorers/index'
import { encoders } from '#workers/compiler/encoders/index'
import { families } from '#workers/compiler/families/index'

/** Who may import whom: zone -> zones and packages. `lib/` and `workers/` stand for everything in them. */
const pure = ['zod', '@stdlib/', 'ml-matrix', 'node:crypto']
const leaf = ['lib/domain', 'lib/env', 'zod', 'node:', '@bufbuild/', '@huggingface/', 'sharp', 'csv-parse']
const imports: Record<string, readonly string[]> = {
  'lib/domain': ['zod'],
  'lib/env': ['zod', 'node:'],
  'lib/statistics': ['lib/domain', ...pure],
  'lib/scorers': ['lib/domain', 'zod'],
  'lib/benchmarks': ['lib/domain', 'lib/scorers', 'zod', 'node:crypto'],
  'lib/probes': ['lib/domain', 'lib/statistics'],
  'lib/leaderboard': ['lib/domain', 'lib/statistics', 'lib/probes', 'lib/benchmarks', ...pure],
  'lib/db': [
    'lib/domain',
    'lib/env',
    'drizzle-orm',
    'pg',
    '@vercel/postgres',
    '@electric-sql/pglite',
    'node:',
  ],
  'lib/submissions': ['lib/', 'drizzle-orm', 'pg-boss', 'zod', 'node:'],
  app: ['lib/', 'next', 'react', 'geist', '@fontsource', 'zod', 'server-only'],
  'workers/safetensors': leaf,
  'workers/onnx': leaf,
  'workers/image': leaf,
  'workers/text': leaf,
  'workers/compiler': ['workers/safetensors', 'workers/onnx', 'lib/domain', 'zod', 'node:'],
  'workers/runtime': [
    'workers/compiler',
    'workers/onnx',
    'workers/safetensors',
    'workers/image',
    'workers/text',
    'lib/domain',
    'lib/statistics',
    'onnxruntime-node',
    'zod',
    'node:',
  ],
  'workers/datasets': [
    'workers/image',
    'lib/domain',
    'lib/benchmarks',
    'zod',
    'csv-parse',
    'hyparquet',
    'hyparquet-compressors',
    'tar',
    'node:',
  ],
  'workers/services': [
    'workers/safetensors',
    'workers/image',
    'lib/domain',
    '@huggingface/hub',
    'zod',
    'node:',
  ],
  'workers/engine-version': ['zod', 'node:', 'package'],
  'workers/evaluation': ['workers/', 'lib/', '!lib/db', '!lib/submissions', 'zod', 'node:', 'cli-progress'],
  'workers/commands': [
    'workers/',
    'lib/',
    '!lib/db',
    '!lib/submissions',
    'zod',
    'node:',
    'cli-progress',
    'playwright',
    'package',
  ],
  'workers/parallax': ['workers/', 'lib/', '!lib/db', '!lib/submissions', 'node:'],
}
/** Folders whose files never import one another, but for the shared shapes that are named. */
const siblings: Record<string, readonly string[]> = {
  'lib/probes': ['probe', 'index', 'suite-conditions'],
  'lib/benchmarks': [
    'benchmark',
    'index',
    'multiple-choice',
    'free-form',
    'classification-set',
    'class-list',
    'details',
    'edition',
    'item-units',
    'licence',
    'metric',
    'wei-examples',
  ],
  'workers/compiler/families': ['family', 'index'],
  'workers/compiler/encoders': [
    'encoder',
    'index',
    'find-encoder',
    'classifier',
    'text-tower',
    'vision-transformer',
  ],
}
const longestFile = 400

interface Import {
  readonly from: string
  /** A file of the project without its ending, or a package. */
  readonly to: string
  readonly typeOnly: boolean
}

const complaints: string[] = []
const files = globSync([
  'app/**/*.{ts,tsx}',
  'lib/**/*.ts',
  'workers/**/*.ts',
  'scripts/**/*.ts',
  'test/**/*.ts',
])
const found = files.flatMap(file => {
  const source = readFileSync(file, 'utf8')
  const lines = source.split('\n').length - 1
  if (lines > longestFile) complaints.push(`${file} has ${lines} lines; at most ${longestFile}`)
  if (/process\.env/.test(source) && /^(app|lib|workers)\//.test(file) && file !== 'lib/env.ts')
    complaints.push(`${file} reads process.env; only lib/env.ts does`)
  return importsOf(file, source)
})

for (const one of found) checkImport(one)
checkCycles(found.filter(one => !one.typeOnly))
checkCatalogue(
  'lib/probes',
  'Probe',
  probes.map(probe => probe.id),
)
checkCatalogue(
  'lib/benchmarks',
  'Benchmark',
  benchmarks.map(benchmark => benchmark.id),
)
checkCatalogue(
  'lib/scorers',
  '(?:Judged)?Scorer',
  scorers.map(scorer => scorer.id),
)
checkCatalogue(
  'workers/compiler/families',
  'Family',
  families.map(family => family.modelType.replaceAll('_', '-')),
)
checkCatalogue(
  'workers/compiler/encoders',
  'Encoder',
  encoders.map(encoder => encoder.id),
)

for (const complaint of complaints) console.error(complaint)
console.log(`architecture: ${files.length} files, ${found.length} imports, ${complaints.length} complaints`)
process.exitCode = complaints.length === 0 ? 0 : 1

function importsOf(file: string, source: string): Import[] {
  const statements = source.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm,
  )
  return [...statements].map(([, type, fixed, dynamic]) => ({
    from: file,
    to: resolveImport(file, fixed ?? dynamic ?? ''),
    typeOnly: type !== undefined,
  }))
}

function resolveImport(file: string, specifier: string): string {
  const path = specifier.startsWith('#')
    ? specifier.slice(1)
    : specifier.startsWith('.')
      ? normalize(join(dirname(file), specifier))
      : specifier
  const bare = path.replace(/\.(ts|tsx|json)$/, '')
  return existsSync(`${bare}/index.ts`) ? `${bare}/index` : bare
}

function zoneOf(path: string): string | undefined {
  return Object.keys(imports).find(
    zone => path === zone || path === `${zone}.ts` || path.startsWith(`${zone}/`),
  )
}

function checkImport({ from, to }: Import): void {
  const zone = zoneOf(from)
  if (/^(lib|app|workers)\//.test(from) && /^(scripts|test)\//.test(to))
    complaints.push(`${from} imports ${to}: nothing imports scripts or tests`)
  if (to === 'onnxruntime-node' && zone !== 'workers/runtime' && !from.startsWith('test/'))
    complaints.push(`${from} imports onnxruntime-node: only workers/runtime does`)
  if (zone === undefined) return
  const allowed = imports[zone] ?? []
  const inside = to === zone || to.startsWith(`${zone}/`)
  const matches = (rule: string) =>
    to === rule || to.startsWith(rule.endsWith('/') || rule.endsWith(':') ? rule : `${rule}/`)
  const barred = allowed.some(rule => rule.startsWith('!') && matches(rule.slice(1)))
  const listed = allowed.some(rule => matches(rule) || (rule.startsWith('@') && to.startsWith(rule)))
  if (!inside && (barred || !listed)) complaints.push(`${from} imports ${to}: ${zone} may not`)
  const folder = dirname(from)
  const shared = siblings[folder]
  const name = from.slice(folder.length + 1).replace(/\.ts$/, '')
  if (
    shared &&
    dirname(to) === folder &&
    !shared.includes(name) &&
    !shared.includes(to.slice(folder.length + 1))
  )
    complaints.push(`${from} imports its sibling ${to}`)
}

function checkCycles(edges: readonly Import[]): void {
  const next = new Map<string, string[]>()
  for (const { from, to } of edges) {
    const key = from.replace(/\.tsx?$/, '')
    next.set(key, [...(next.get(key) ?? []), to])
  }
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file))
      complaints.push(`cycle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`)
    if (done.has(file) || path.includes(file)) return
    for (const to of next.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of next.keys()) visit(file, [])
}

/** Every file of a catalogue's folder that makes an entry is listed, bears its id, and ids are unique. */
function checkCatalogue(folder: string, type: string, ids: readonly string[]): void {
  if (new Set(ids).size !== ids.length) complaints.push(`${folder}: two entries have one id`)
  const made = globSync(`${folder}/*.ts`)
    .filter(file => new RegExp(`^export const \\w+: ${type} =`, 'm').test(readFileSync(file, 'utf8')))
    .map(file => file.slice(folder.length + 1).replace(/\.ts$/, ''))
  for (const name of made)
    if (!ids.includes(name)) complaints.push(`${folder}/${name}.ts is not listed in index.ts under its id`)
  for (const id of ids)
    if (!made.includes(id)) complaints.push(`${folder}/index.ts lists ${id}, which has no file of that name`)
}
