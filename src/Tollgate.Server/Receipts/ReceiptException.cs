namespace Tollgate.Server.Receipts;

/// <summary>A receipt, or what it is to be checked with, cannot be believed or used; the message is a sentence that says what is wrong with it.</summary>
internal sealed class ReceiptException(string message) : Exception(message);
