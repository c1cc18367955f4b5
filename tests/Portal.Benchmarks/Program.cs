using Portal.Benchmarks;
using Portal.Benchmarks.Servers;

if (args is ["serve", var which]) return ServedHere.Run(which);

(string Name, string What, Func<Report, Effort, Task> Run)[] all =
[
    ("sends", "acknowledged sends a second at 1, 16 and 64 senders, beside single-row commits", Sends.Run),
    ("sealing", "sends a second while the audit is sealed, beside sends that nobody seals", Sealing.Run),
    ("opening", "opening a conversation of 20,000 messages, beside one of 20", Opening.Run),
    ("drafting", "drafting a summary of 400 messages, beside reading and decrypting them", Drafting.Run),
    ("filing", "signed summaries into an EHR that answers at once, beside bare posts; and with 100,000 waiting beside 100", Filing.Run),
    ("audit", "pages 1 and 1,000 of an audit trail of 1,000,000 events, beside a bare keyset query", AuditPages.Run),
    ("verify", "verifying the audit trail, beside bare hashing of the same bytes", Verification.Run),
    ("latency", "delivery between 500 pairs at 200 and 1,000 messages a second, beside a bare SignalR relay", Latency.Run),
    ("calls", "signals of calls beside single-row commits, and a change of a waiting room on 50 boards", Calls.Run),
    ("join", "a visit from Admit to the first picture on both sides, beside two bare pages that connect", Joining.Run),
    ("memory", "the server's memory an idle connection at 2,000 connections, beside the same relay", Memory.Run),
];

var names = args.Where(arg => !arg.StartsWith('-')).ToList();
var options = args.Except(names).ToList();
if (options is not ([] or ["--quick"]) || names.Exists(name => !all.Any(one => one.Name == name)))
{
    Console.WriteLine("./bench.sh [--quick] [NAME ...]: all measurements, or those named. Each prints its figures beside a floor of the same run.\n");
    foreach (var (name, what, _) in all) Console.WriteLine($"  {name,-10} {what}");
    Console.WriteLine("\n  --quick    two short rounds of each: to see that it runs, not what it says");
    return options is ["--help" or "-h"] ? 0 : 2;
}

var report = new Report(Console.Out);
report.Begin();
await SettledLog.Make();
foreach (var (name, what, run) in all)
{
    if (names.Count > 0 && !names.Contains(name)) continue;
    report.Chapter(name, what);
    await run(report, options.Count > 0 ? Effort.Quick : Effort.Full);
}

report.End();
return 0;
