using Tollgate.Storage.Index.Runs;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Index;

// How the index is found again, and made again.
public sealed partial class IdIndex
{
    /// <summary><see cref="Open"/> was called.</summary>
    public bool IsOpen => _identity is not null;

    /// <summary>
    /// Takes up the runs that are there, when they are whole and of this journal's history; else begins with nothing. What is behind
    /// <see cref="CommittedSeq"/> is then to be played. Before anything else, and again when there was <see cref="Damage"/>: a store that keeps the
    /// runs elsewhere has them fetched anew then.
    /// </summary>
    /// <param name="wholly">Reads every run to its end.</param>
    /// <returns>Why the runs could not be used; null when they are, or when there were none.</returns>
    /// <exception cref="JournalException">The journal, or the store that holds the runs, cannot be read now.</exception>
    public string? Open(IJournalReader journal, bool wholly = false)
    {
        lock (_working)
        {
            string? reason = null;
            Clear();
            try
            {
                if (Manifest.Read(_files) is { } manifest)
                    TakeUp(manifest, journal);
                if (wholly)
                    Verify();
            }
            catch (RunDamagedException damaged)
            {
                reason = damaged.Message;
            }
            catch (IOException e) when (e.InnerException is JournalUnavailableException away)
            {
                // Of what cannot be asked for now nothing is known: it is no reason to make everything again.
                throw away;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                reason = $"The index cannot be read: {e.Message}";
            }

            _identity = journal.Identity;
            if (reason is not null)
                Clear();
            RemoveOrphans();
            return reason;
        }
    }

    /// <summary>Forgets everything, in memory and in files: the whole journal is to be played again.</summary>
    public void Reset()
    {
        lock (_working)
        {
            Clear();
            RemoveOrphans();
        }
    }

    /// <summary>Plays a durable block. What fills up meanwhile is written by the way, so that memory stays bounded, also without a background.</summary>
    public void Play(Block block)
    {
        for (int i = 0; i < block.Facts.Count; i++)
            Add(block.Facts[i], block.PositionOf(i));
        Commit(new Head(block.Header.Epoch, block.Header.Seq, block.Hash, block.Header.Incarnation), block.Header.RecordedAt);
        try
        {
            while (_view.Sealed.Length == MostSealed && Step() is not null)
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No room: what is played stays in memory until the background succeeds.
        }
    }

    /// <summary>
    /// Reads the whole index as it lies there, beside a server that writes it, and changes nothing. Instead of <see cref="Open"/>.
    /// </summary>
    /// <returns>How large it is, and the last block in it; null when there is none.</returns>
    /// <exception cref="RunDamagedException">The first thing in it that is not what was written, or not of this journal.</exception>
    public (IndexFigures Figures, long Covered)? Check(IJournalReader journal, CancellationToken cancel = default)
    {
        for (Manifest? manifest = Manifest.Read(_files); manifest is not null;)
        {
            try
            {
                TakeUp(manifest, journal);
                Verify(cancel);
                return (Figures, manifest.Covered);
            }
            catch (RunDamagedException)
            {
                // A merge has taken the files of this list away meanwhile? Then there is another list by now.
                Manifest? now = Manifest.Read(_files);
                if (now?.ToBytes().AsSpan().SequenceEqual(manifest.ToBytes()) == true)
                    throw;
                manifest = now;
            }
        }

        return null;
    }

    /// <summary>Reads every run from its first byte to its last.</summary>
    /// <exception cref="RunDamagedException">The first thing in it that is not what was written.</exception>
    public void Verify(CancellationToken cancel = default)
    {
        foreach (IRun run in _view.Runs)
            run.Verify(cancel);
    }

    /// <summary>Closes the files. Whatever is not in runs is played from the journal next time.</summary>
    public void Dispose()
    {
        lock (_working)
        {
            foreach (IRun run in _view.Runs)
                run.Dispose();
        }
    }

    private void TakeUp(Manifest manifest, IJournalReader journal)
    {
        if (manifest.Identity != journal.Identity)
            throw new RunDamagedException(Manifest.Name, $"it is of {manifest.Identity.Stream} of installation {manifest.Identity.Installation}");
        if (manifest.Keys != keys.Mark)
            throw new RunDamagedException(Manifest.Name, "it was written under another secret");
        using (EncodedBlock? last = journal.ReadBlock(manifest.Covered))
        {
            if (last is null)
                throw new RunDamagedException(Manifest.Name, $"it covers block {manifest.Covered}, which the journal has not; an older journal was put in place");
            if (last.Hash != manifest.Hash)
                throw new RunDamagedException(Manifest.Name, $"it covers another block {manifest.Covered} than the journal has");
        }

        // To a probe of before, all of it is new.
        long number = _live.Number;
        List<IRun> runs = [];
        try
        {
            foreach (ListedRun listed in manifest.Runs)
                runs.Add(OpenListed(listed, number));
        }
        catch
        {
            runs.ForEach(run => run.Dispose());
            throw;
        }

        _covered = (manifest.Covered, manifest.Hash, manifest.At);
        _committed = manifest.Covered;
        _now = manifest.At;
        _windowDays = manifest.WindowDays ?? -1;
        Volatile.Write(ref _live, new(number + 1, manifest.Covered + 1, EmptyPlaceBits));
        _view = new([], [.. runs], number);
    }

    private IRun OpenListed(ListedRun listed, long number)
    {
        try
        {
            IRun run = OpenRun(listed.Name, null, number);
            if (run.Footer.Check == listed.Check && run.Footer.FileLength == listed.Length && run.Footer.Kind == listed.Kind)
                return run;
            run.Dispose();
            throw new RunDamagedException(listed.Name, "it is not the file that the manifest lists");
        }
        catch (FileNotFoundException)
        {
            throw new RunDamagedException(listed.Name, "it is missing");
        }
        catch (Exception e) when (e is IOException { InnerException: not JournalUnavailableException } or UnauthorizedAccessException)
        {
            throw new RunDamagedException(listed.Name, $"it cannot be read: {e.Message}", e);
        }
    }

    private void Clear()
    {
        IndexView old = _view;
        lock (_publishing)
            _view = new([], [], _live.Number);
        foreach (IRun run in old.Runs)
            run.Dispose();
        // The numbers go on: to a probe of before, everything that comes is new.
        Volatile.Write(ref _live, new(_live.Number + 1, 0, EmptyPlaceBits));
        _tentative.Clear();
        _covered = (-1, BlockHash.None, long.MinValue);
        Interlocked.Exchange(ref _committed, -1);
        Interlocked.Exchange(ref _now, long.MinValue);
        _windowDays = -1;
        Damage = null;
    }

    /// <summary>Files that no manifest names: of a crash, of a failed merge, or of an index that is begun anew.</summary>
    private void RemoveOrphans()
    {
        HashSet<string> listed = [.. _view.Runs.Select(run => run.Name)];
        if (_covered.Seq >= 0)
            listed.Add(Manifest.Name);
        try
        {
            // The manifest first: without it the other files mean nothing.
            foreach (string name in _files.List().OrderByDescending(name => name == Manifest.Name))
            {
                if (!listed.Contains(name))
                    _files.Delete(name);
            }

            _named = listed.Max(name => NumberOf(name)) ?? 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They are in nobody's way: a new file takes the place of one that has its name.
            _named = listed.Max(name => NumberOf(name)) ?? 0;
        }
    }

    private static long? NumberOf(string name) =>
        long.TryParse(Path.GetFileNameWithoutExtension(name).Split('-')[^1], out long number) ? number : null;
}
