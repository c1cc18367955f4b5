using Portal.Benchmarks;

// bench.sh [NAME ...]: all measurements, or those named. Each prints its figures beside a floor measured in the same run.
(string Name, Func<Task> Run)[] all =
[
    ("sends", Sends.Run),
    ("opening", Opening.Run),
];
foreach (var (name, run) in all)
{
    if (args.Length > 0 && !args.Contains(name)) continue;
    Console.WriteLine($"== {name}");
    await run();
}
