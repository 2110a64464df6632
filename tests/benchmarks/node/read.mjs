// node-x12, measured: `node read.mjs PATH` streams every segment; prints the figures as JSON.
import { createReadStream } from 'node:fs'
import process from 'node:process'

const seconds = (usage) => (usage.user + usage.system) / 1e6
const megabytes = () => process.resourceUsage().maxRSS / 1024

const began = process.cpuUsage()
const { X12Parser } = await import('node-x12')
const importSeconds = seconds(process.cpuUsage(began))
const baseline = megabytes()
const ready = process.cpuUsage()
const clock = performance.now()
let seen = 0
const parser = new X12Parser()
createReadStream(process.argv[2])
  .pipe(parser)
  .on('data', () => {
    seen += 1
  })
  .on('end', () => {
    console.log(
      JSON.stringify({
        import_seconds: importSeconds,
        cpu_seconds: seconds(process.cpuUsage(ready)),
        wall_seconds: (performance.now() - clock) / 1000,
        baseline_megabytes: baseline,
        peak_megabytes: megabytes(),
        seen,
      }),
    )
  })
