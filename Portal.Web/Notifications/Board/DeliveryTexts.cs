namespace Portal.Web.Notifications.Board;

/// <summary>The words of the delivery board; the texts stand beside this file, one for each language.</summary>
public sealed class DeliveryTexts;
