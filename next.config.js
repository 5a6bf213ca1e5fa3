/** @type {import('next').NextConfig} */
const config = {
  // Native code, WebAssembly and packages that find their own files: required at run time, never bundled.
  serverExternalPackages: ['@electric-sql/pglite', 'pg-boss', 'pg', 'sharp', 'onnxruntime-node'],
  // The migrations are read when the portal starts; local data and examples are no part of a build.
  outputFileTracingIncludes: { '/*': ['./drizzle/**'] },
  outputFileTracingExcludes: { '/*': ['./.data/**', './.venv/**', './examples/**', './test/**'] },
  poweredByHeader: false,
  devIndicators: false,
  // Nothing is written into the repository and nothing is asked of the network.
  agentRules: false,
  experimental: { agentUpgrade: false },
}

export default config
