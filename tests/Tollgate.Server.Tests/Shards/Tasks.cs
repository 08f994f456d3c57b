namespace Tollgate.Server.Tests.Shards;

/// <summary>What tasks have come to by now. The core completes them on the test's own thread, so there is nothing to wait for.</summary>
internal static class Tasks
{
    public static T Now<T>(this Task<T> task)
    {
        task.IsCompleted.ShouldBeTrue("the answer should be there by now");
        return task.GetAwaiter().GetResult();
    }

    public static Exception Failure(this Task task)
    {
        task.IsFaulted.ShouldBeTrue("the answer should have failed by now");
        return task.Exception!.InnerException!;
    }
}
