using System.Collections.Concurrent;
using Tollgate.Engine;
using Tollgate.Engine.Simulation;
using Tollgate.Server.Shards;
using Tollgate.Storage.Journal;

namespace Tollgate.Server.Simulations;

/// <summary>
/// Plays a journal to two shadows, one under the terms in force and one under the candidate's: one thread decodes, one for each shadow decides. All of them have what others leave. A few decoded blocks are in memory at a
/// time.
/// </summary>
public static class SimulationPlayback
{
    private const int BlocksAhead = 4;

    /// <param name="upTo">The last block to look at.</param>
    /// <param name="progress">Told how many blocks are read.</param>
    /// <exception cref="InvalidOperationException">What the journal holds could not be lived through.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is left of it.</exception>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static Simulated Run(IJournalReader journal, long upTo, SimulationTerms terms, Candidate candidate, Action<long> progress, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var current = new Player(new Shadow(terms, null), stop);
        using var then = new Player(new Shadow(terms, candidate), stop);
        LowPriority.Take();
        try
        {
            foreach (EncodedBlock encoded in journal.Read(0))
            {
                using EncodedBlock bytes = encoded;
                if (bytes.Header.Seq > upTo)
                    break;
                Block block = BlockDecoder.Decode(bytes);
                current.Take(block, stop.Token);
                then.Take(block, stop.Token);
                progress(block.Header.Seq + 1);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // One of the players failed, and its error is told below.
        }

        current.Finish();
        then.Finish();
        // What went wrong with one has stopped the other too, so that it is told before that.
        if ((Failure(current) ?? Failure(then)) is { } failure)
            throw new InvalidOperationException($"The journal could not be simulated: {failure.Message}", failure);
        cancel.ThrowIfCancellationRequested();
        return Simulated.Between(current.Shadow, then.Shadow);
    }

    private static Exception? Failure(Player player) => player.Failure is OperationCanceledException ? null : player.Failure;

    /// <summary>A shadow on a thread of its own.</summary>
    private sealed class Player : IDisposable
    {
        private readonly BlockingCollection<Block> _blocks = new(BlocksAhead);
        private readonly CancellationTokenSource _stop;
        private readonly Thread _thread;
        public Player(Shadow shadow, CancellationTokenSource stop)
        {
            (Shadow, _stop) = (shadow, stop);
            _thread = new Thread(Play) { IsBackground = true, Name = "simulation" };
            _thread.Start();
        }

        public Shadow Shadow { get; }

        /// <summary>Why it ended before its time.</summary>
        public Exception? Failure { get; private set; }

        public void Take(Block block, CancellationToken cancel) => _blocks.Add(block, cancel);

        public void Finish()
        {
            _blocks.CompleteAdding();
            _thread.Join();
        }

        public void Dispose()
        {
            if (_thread.IsAlive)
            {
                _stop.Cancel();
                _thread.Join();
            }

            _blocks.Dispose();
        }

        private void Play()
        {
            LowPriority.Take();
            try
            {
                foreach (Block block in _blocks.GetConsumingEnumerable(_stop.Token))
                {
                    foreach (Fact fact in block.Facts)
                        Shadow.Play(fact);
                }
            }
            catch (Exception failure)
            {
                Failure = failure;
                _stop.Cancel();
            }
        }
    }
}
